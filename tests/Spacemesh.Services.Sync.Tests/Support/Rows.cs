using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Sync.Tests.Support;

/// <summary>Rows that tests put into stores.</summary>
internal static class Rows
{
    public static AtxRecord Atx(AtxId id, EpochId published = default, NodeId smesher = default) => new()
    {
        Id = id,
        PublishEpoch = published,
        EffectiveUnits = 1,
        VrfNonce = 0,
        BaseTickHeight = 0,
        TickCount = 1,
        Smesher = smesher,
        Coinbase = default,
        ReceivedNanoseconds = 1,
        Weight = 1,
    };

    public static void Add(IStateStores state, AtxId id, EpochId published = default) =>
        state.Atxs.Add(Atx(id, published, new NodeId(id.Value)), new AtxBlob(AtxVersion.V1, new byte[] { 1 }));
}
