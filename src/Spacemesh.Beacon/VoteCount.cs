using Spacemesh.Wire.Beacons;

namespace Spacemesh.Beacons;

/// <summary>What margins say about proposals: supported, opposed, or for the coin to decide (spec 05 §7.5).</summary>
public sealed class VoteCount
{
    private readonly SortedSet<BeaconProposal> _support = [];
    private readonly SortedSet<BeaconProposal> _against = [];
    private readonly SortedSet<BeaconProposal> _undecided = [];

    /// <summary>Sorts proposals by their margins; with a threshold of zero support wins.</summary>
    public VoteCount(IEnumerable<KeyValuePair<BeaconProposal, Int128>> margins, ulong threshold)
    {
        foreach (var (proposal, margin) in margins)
            (margin >= threshold ? _support : margin <= -(Int128)threshold ? _against : _undecided).Add(proposal);
    }

    /// <summary>Ascending.</summary>
    public IReadOnlyCollection<BeaconProposal> Support => _support;

    /// <inheritdoc cref="Support"/>
    public IReadOnlyCollection<BeaconProposal> Against => _against;

    /// <inheritdoc cref="Support"/>
    public IReadOnlyCollection<BeaconProposal> Undecided => _undecided;

    /// <summary>Whether a vote supports the proposal; one that is undecided or unknown is not supported.</summary>
    public bool Supports(BeaconProposal proposal) => _support.Contains(proposal);

    /// <summary>The coin decides all that is undecided.</summary>
    public void Toss(bool coin)
    {
        (coin ? _support : _against).UnionWith(_undecided);
        _undecided.Clear();
    }
}
