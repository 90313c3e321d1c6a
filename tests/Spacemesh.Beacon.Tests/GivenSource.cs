using Spacemesh.Primitives;

namespace Spacemesh.Beacons.Tests;

/// <summary>ATXs in memory.</summary>
internal sealed class GivenSource : IBeaconSource
{
    private readonly List<(EpochId Target, BeaconAtx Atx, ulong? Nonce)> _atxs = [];
    private readonly List<NodeId> _identities = [];

    public IReadOnlyCollection<NodeId> Identities => _identities;

    public void Add(EpochId target, BeaconAtx atx, ulong? nonce) => _atxs.Add((target, atx, nonce));

    public void Own(NodeId identity) => _identities.Add(identity);

    public IEnumerable<BeaconAtx> AtxsOf(EpochId target) => _atxs.Where(row => row.Target == target).Select(row => row.Atx);

    public ulong? VrfNonceOf(NodeId smesher, EpochId target) =>
        _atxs.Where(row => row.Atx.Smesher == smesher && row.Target <= target && row.Nonce is not null).OrderByDescending(row => row.Target).FirstOrDefault().Nonce;
}
