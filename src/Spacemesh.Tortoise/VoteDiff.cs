using System.Globalization;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise;

/// <summary>The votes of a ballot by layer; a layer with an empty list is an abstention (spec 06 §6.1 step 1).</summary>
internal sealed class VoteDiff
{
    /// <summary>Beyond so many votes conflicts are looked up in a table.</summary>
    private const int Linear = 24;

    private readonly Dictionary<uint, List<Entry>> _layers = [];
    private readonly Dictionary<(uint Layer, BlockId Id), ulong>? _heights;

    private VoteDiff(int votes)
    {
        if (votes > Linear)
            _heights = new Dictionary<(uint, BlockId), ulong>(votes);
    }

    /// <summary>The lowest layer voted on, or the highest number where there are no votes.</summary>
    public uint Lowest { get; private set; } = uint.MaxValue;

    public static BallotFault? Create(Votes votes, out VoteDiff diff)
    {
        diff = new VoteDiff(votes.Against.Count + votes.Support.Count);
        return diff.Add(votes.Against, support: false) ?? diff.Add(votes.Support, support: true) ?? diff.Abstain(votes.Abstain);
    }

    public List<Entry>? Find(uint layer) => _layers.GetValueOrDefault(layer);

    private BallotFault? Add(ReadOnlySpan<Vote> votes, bool support)
    {
        foreach (var vote in votes)
        {
            uint layer = vote.LayerId.Value;
            if (!_layers.TryGetValue(layer, out var entries))
                _layers.Add(layer, entries = []);
            if (HeightOf(entries, vote) is { } height)
            {
                return new BallotFault(
                    BallotFaultKind.ConflictingVotes,
                    string.Create(
                        CultureInfo.InvariantCulture, $"conflicting votes on the same id {vote.Id} with different heights {height} conflict with {vote.Height}"));
            }

            entries.Add(new Entry(vote, support));
            _heights?.Add((layer, vote.Id), vote.Height);
            Lowest = Math.Min(Lowest, layer);
        }

        return null;
    }

    private BallotFault? Abstain(ReadOnlySpan<LayerId> layers)
    {
        foreach (var layer in layers)
        {
            if (!_layers.TryAdd(layer.Value, []))
                return new BallotFault(BallotFaultKind.ConflictingAbstain, $"votes on layer {layer} conflict with abstain");
            Lowest = Math.Min(Lowest, layer.Value);
        }

        return null;
    }

    private ulong? HeightOf(List<Entry> entries, in Vote vote)
    {
        if (_heights is not null)
            return _heights.TryGetValue((vote.LayerId.Value, vote.Id), out ulong height) ? height : null;
        foreach (var entry in entries)
        {
            if (entry.Vote.Id == vote.Id)
                return entry.Vote.Height;
        }

        return null;
    }

    internal readonly record struct Entry(Vote Vote, bool Support);
}
