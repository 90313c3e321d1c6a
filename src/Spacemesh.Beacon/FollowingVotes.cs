using Spacemesh.Codec;
using Spacemesh.Wire.Beacons;

namespace Spacemesh.Beacons;

/// <summary>
/// What a following vote says about the proposals of its sender's first vote. Both sides are sets: an entry that stands in the list twice
/// counts once a side, and with different bits it is on both and counts nothing (spec 05 §7.5).
/// </summary>
/// <param name="Support">Ascending.</param>
/// <param name="Against">Ascending.</param>
public sealed record FollowingVotes(IReadOnlyCollection<BeaconProposal> Support, IReadOnlyCollection<BeaconProposal> Against)
{
    /// <summary>Reads a bit vector over the sender's list: valid, then potentially valid, cut to the votes limit.</summary>
    public static FollowingVotes Decode(ScaleList<BeaconProposal> list, ReadOnlySpan<byte> bits)
    {
        var support = new SortedSet<BeaconProposal>();
        var against = new SortedSet<BeaconProposal>();
        for (int i = 0; i < list.Count; i++)
            (VoteBits.Supports(bits, i) ? support : against).Add(list[i]);
        return new FollowingVotes(support, against);
    }
}
