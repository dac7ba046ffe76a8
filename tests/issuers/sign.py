"""sign.py ALGORITHM KEY: signs the claims on standard input with the JSON Web Key of that file (PyJWT)."""
import json
import sys

import jwt

algorithm, file = sys.argv[1:]
with open(file, encoding="utf-8") as text:
    jwk = json.load(text)
key = jwt.get_algorithm_by_name(algorithm).from_jwk(json.dumps(jwk))
headers = {"kid": jwk["kid"]} if "kid" in jwk else None
sys.stdout.write(jwt.encode(json.load(sys.stdin), key, algorithm=algorithm, headers=headers))
