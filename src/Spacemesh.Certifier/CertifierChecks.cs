using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Eligibility;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Certifier;

/// <summary>The checks against the oracle, and the claims of own smeshers.</summary>
public sealed class CertifierChecks(CertifierOptions options, EdVerifier verifier, EligibilityOracle oracle, Func<bool> isSynced) : ICertifierChecks
{
    public bool HasBeacon(LayerId layer) => TryVrfMessage(layer, out _);

    /// <summary>The bytes that a smesher's VRF proves for a layer; false while the beacon is not known.</summary>
    public bool TryVrfMessage(LayerId layer, [NotNullWhen(true)] out byte[]? message) => oracle.TryMessage(layer, HareVrfMessage.CertifyRound, out message);

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
            content.LayerId, HareVrfMessage.CertifyRound, options.Committee, message.SmesherId, in proof, content.EligibilityCnt, isSynced(), out failure);
    }

    /// <summary>What an own smesher certifies, to be signed in the HARE domain; null where it has no seat.</summary>
    public CertifyContent? Claim(LayerId layer, BlockId block, NodeId smesher, in VrfSignature proof, out OracleFailure? failure) =>
        oracle.TryCount(layer, HareVrfMessage.CertifyRound, options.Committee, smesher, in proof, isSynced(), out ushort seats, out failure) && seats > 0
            ? new CertifyContent(layer, block, seats, proof)
            : null;
}
