using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Eligibility;

/// <summary>
/// Who sits in the committee of a layer's round, and with how many seats (spec 05 §4). Serves hare and the certifier. Not thread-safe.
/// </summary>
/// <param name="options">Settings.</param>
/// <param name="source">The node's state.</param>
/// <param name="memory">Verdicts of simulated nodes; null in a node of its own.</param>
public sealed class EligibilityOracle(OracleOptions options, IActiveSetSource source, IVerdictMemory? memory = null)
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
        return TryOpen(layer, round, committee, smesher, synced, out var check, out failure) && check.TryCount(in proof, out seats, out failure);
    }

    /// <summary>Whether a claimed number of seats is right; false with a failure where that cannot be said.</summary>
    public bool Validate(
        LayerId layer, uint round, uint committee, NodeId smesher, in VrfSignature proof, ushort claimed, bool synced, out OracleFailure? failure) =>
        TryOpen(layer, round, committee, smesher, synced, out var check, out failure) && check.Holds(in proof, claimed, out failure);

    /// <summary>The checks that read the node's state, in the reference's order; the rest is the result's.</summary>
    public bool TryOpen(
        LayerId layer, uint round, uint committee, NodeId smesher, bool synced, out EligibilityCheck check, [NotNullWhen(false)] out OracleFailure? failure)
    {
        check = default;
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

        check = new EligibilityCheck(message, smesher, active.Weight, set.Total, committee, memory);
        return true;
    }
}
