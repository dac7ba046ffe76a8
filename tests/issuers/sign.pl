# sign.pl ALGORITHM KEY: signs the claims on standard input with the JSON Web Key of that file (Crypt::JWT).
use strict;
use warnings;
use Crypt::JWT qw(encode_jwt);
use JSON::PP qw(decode_json);

sub whole { my ($handle) = @_; local $/; return scalar <$handle>; }

my ($alg, $file) = @ARGV;
open(my $key, '<', $file) or die "$file: $!";
my $jwk = decode_json(whole($key));
# the same RSA key is for RS256 and for PS256 here
delete $jwk->{alg};
my $header = { typ => 'JWT', defined $jwk->{kid} ? (kid => $jwk->{kid}) : () };
print encode_jwt(payload => whole(*STDIN), alg => $alg, key => $jwk, extra_headers => $header);
