using Spacemesh.Certifier;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Eligibility;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Committees;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Services.Consensus.Certification;

/// <summary>The checks of certify messages; they may run anywhere. Thread-safe.</summary>
internal sealed class CertifyVerification(CertifierOptions options, EdVerifier verifier, CommitteeOracle oracle) : ICertifierChecks
{
    public (bool Signed, bool Eligible, OracleFailure? Failure) Verify(in CertifyMessage message)
    {
        OracleFailure? failure = null;
        bool signed = IsSigned(in message);
        return (signed, signed && IsEligible(in message, out failure), failure);
    }

    public bool HasBeacon(LayerId layer) => oracle.HasBeacon(layer);

    public bool IsSigned(in CertifyMessage message)
    {
        var smesher = message.SmesherId;
        var signature = message.Signature;
        // The domain is hare's: certification has none of its own (spec 05 §9.1).
        return verifier.Verify(SigningDomain.Hare, in smesher, Scale.Encode(message.Content), in signature);
    }

    public bool IsEligible(in CertifyMessage message, out OracleFailure? failure)
    {
        var content = message.Content;
        var proof = content.Proof;
        return oracle.Validate(
            content.LayerId, HareVrfMessage.CertifyRound, options.Committee, message.SmesherId, in proof, content.EligibilityCnt, out failure);
    }
}
