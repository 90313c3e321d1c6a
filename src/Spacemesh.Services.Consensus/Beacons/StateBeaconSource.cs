using Spacemesh.Beacons;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Beacons;

/// <summary>The smeshers that the state database knows, and the node's own.</summary>
public sealed class StateBeaconSource(IStateDatabase state, ISigners signers) : IBeaconSource
{
    public IReadOnlyCollection<NodeId> Identities => [.. signers.All.Select(signer => signer.NodeId)];

    /// <summary>In the order of ids, all of one moment.</summary>
    public IEnumerable<BeaconAtx> AtxsOf(EpochId target)
    {
        if (!target.TrySub(1, out var published))
            return [];
        return state.Snapshot(stores =>
        {
            var atxs = new List<BeaconAtx>();
            foreach (var (id, malicious) in stores.Atxs.WithMalice(published))
            {
                if (stores.Atxs.Find(id) is { } atx)
                    atxs.Add(Read(atx, malicious));
            }

            return atxs;
        });
    }

    public ulong? VrfNonceOf(NodeId smesher, EpochId target) => state.Atxs.VrfNonceOf(smesher, target);

    /// <summary>One ATX as it is reported: its smesher counts as honest (spec 05 §7.2). Null where it is not stored.</summary>
    public BeaconAtx? Find(AtxId id) => state.Atxs.Find(id) is { } atx ? Read(atx, malicious: false) : null;

    /// <summary>The weight is computed, as the stored one is missing for checkpointed ATXs.</summary>
    private static BeaconAtx Read(AtxRecord atx, bool malicious) =>
        new(atx.Id, atx.Smesher, unchecked(atx.EffectiveUnits * atx.TickCount), atx.EffectiveUnits, atx.ReceivedNanoseconds, malicious);
}
