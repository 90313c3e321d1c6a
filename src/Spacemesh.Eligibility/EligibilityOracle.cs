using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Eligibility;

/// <summary>
/// Who sits in the committee of a layer's round, and with how many seats (spec 05 §4). Serves hare and the certifier. Not thread-safe.
/// </summary>
public sealed class EligibilityOracle(OracleOptions options, IActiveSetSource source)
{
    public ActiveSets ActiveSets { get; } = new(options, source);

    /// <summary>The bytes whose proof decides about a round; false while the beacon of the layer's epoch is not known.</summary>
    public bool TryMessage(LayerId layer, uint round, [NotNullWhen(true)] out byte[]? message)
    {
        message = source.Beacon(options.Network.EpochOf(layer)) is { } beacon ? Scale.Encode(new HareVrfMessage(beacon, round, layer)) : null;
        return message is not null;
    }

    /// <summary>
    /// Seats of a smesher. A proof that does not verify and a weight beyond the draw give none without a failure.
    /// </summary>
    public bool TryCount(
        LayerId layer, uint round, uint committee, NodeId smesher, in VrfSignature proof, bool synced, out ushort seats, [NotNullWhen(false)] out OracleFailure? failure)
    {
        seats = 0;
        var answer = Prepare(layer, round, committee, smesher, in proof, synced, out var draw, out failure);
        if (failure is { Kind: OracleFailureKind.TooMuchWeight })
            failure = null;
        if (failure is not null)
            return false;
        if (answer)
            seats = draw.Count();
        return true;
    }

    /// <summary>Whether a claimed number of seats is right; false with a failure where that cannot be said.</summary>
    public bool Validate(
        LayerId layer, uint round, uint committee, NodeId smesher, in VrfSignature proof, ushort claimed, bool synced, out OracleFailure? failure) =>
        Prepare(layer, round, committee, smesher, in proof, synced, out var draw, out failure) && draw.Holds(claimed);

    /// <summary>The checks in the reference's order; false without a failure where the proof is invalid.</summary>
    private bool Prepare(
        LayerId layer, uint round, uint committee, NodeId smesher, in VrfSignature proof, bool synced, out EligibilityDraw draw, out OracleFailure? failure)
    {
        draw = default;
        if (committee < 1)
        {
            failure = new OracleFailure(OracleFailureKind.NoCommittee, "zero committee size");
            return false;
        }

        if (!ActiveSets.TryGet(layer, synced, out var set, out failure))
            return false;
        if (!set.TryGet(smesher, out var active))
        {
            failure = new OracleFailure(OracleFailureKind.NotActive, "oracle: miner is not active in epoch");
            return false;
        }

        if (!TryMessage(layer, round, out byte[]? message))
        {
            failure = new OracleFailure(OracleFailureKind.NoBeacon, "get beacon: beacon not calculated");
            return false;
        }

        return VrfVerifier.Verify(in smesher, message, in proof)
            && EligibilityDraw.TryCreate(active.Weight, set.Total, committee, in proof, out draw, out failure);
    }
}
