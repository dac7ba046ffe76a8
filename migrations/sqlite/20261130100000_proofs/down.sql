DROP TABLE wrong_proofs;
