using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>The rules of hare in a range of layers (spec 05 §1.2). Hare 3, its committee upgrade and hare 4 differ in these values only.</summary>
public sealed record HareOptions
{
    /// <summary>Configuration section: <c>hare3</c> or <c>hare4</c>.</summary>
    public required string Section { get; init; }

    public required HareFormat Format { get; init; }

    /// <summary>Gossip topic; testnet's hare 3 has the empty one.</summary>
    public required string Topic { get; init; }

    public required bool Enabled { get; init; }

    public LayerId EnableLayer { get; init; }

    /// <summary>First layer without these rules; 0 means the last that exists.</summary>
    public LayerId DisableLayer
    {
        get;
        init => field = value == LayerId.Zero ? LayerId.Max : value;
    }

    = LayerId.Max;

    public required ushort Committee { get; init; }

    public HareCommitteeUpgrade? CommitteeUpgrade { get; init; }

    /// <summary>Committee of the propose round.</summary>
    public required ushort Leaders { get; init; }

    public required byte IterationsLimit { get; init; }

    /// <summary>From the start of a layer to its preround.</summary>
    public required TimeSpan PreroundDelay
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new InvalidOptionException($"{Section}.preround-delay", $"{value} is negative");
    }

    public required TimeSpan RoundDuration
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new InvalidOptionException($"{Section}.round-duration", $"{value} is negative");
    }

    /// <summary>Whether these rules hold in a layer.</summary>
    public bool Covers(LayerId layer) => Enabled && layer >= EnableLayer && layer < DisableLayer;

    public ushort CommitteeFor(LayerId layer) => CommitteeUpgrade is { } upgrade && layer >= upgrade.Layer ? upgrade.Size : Committee;

    /// <summary>The committee that a round's eligibility is drawn from.</summary>
    public ushort CommitteeFor(LayerId layer, HareRound round) => round == HareRound.Propose ? Leaders : CommitteeFor(layer);

    /// <summary>Seats that decide in a layer.</summary>
    public uint ThresholdFor(LayerId layer) => (CommitteeFor(layer) / 2u) + 1;

    /// <summary>When a round is executed, from the start of its layer.</summary>
    public TimeSpan Offset(IterRound round) =>
        round.Round == HareRound.Preround ? PreroundDelay : PreroundDelay + (RoundDuration * ((7L * round.Iter) + (byte)round.Round - 1));

    /// <summary>What a node checks before it starts; the reference does so for hare 3 only, even if it is off.</summary>
    /// <param name="closing">Time after which the tortoise closes a layer without hare output: zdist layers.</param>
    /// <exception cref="InvalidOptionException">A session could outlast that time, or no layer is left.</exception>
    public void Validate(TimeSpan closing)
    {
        var longest = PreroundDelay + (RoundDuration * (7L * IterationsLimit));
        if (longest > closing)
        {
            throw new InvalidOptionException(
                $"{Section}.iterations-limit", $"a session of {IterationsLimit} iterations takes up to {longest}, more than zdist layers of {closing}");
        }

        if (Enabled && DisableLayer <= EnableLayer)
            throw new InvalidOptionException($"{Section}.disable-layer", $"disabled layer ({DisableLayer}) must be larger than enabled ({EnableLayer})");
    }
}
