using Spacemesh.AtxsData;
using Spacemesh.Ports.Chain;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>What the law was told, in order.</summary>
internal sealed class RecordingObserver : IChainObserver
{
    public List<string> Calls { get; } = [];

    public List<AtxId> Atxs { get; } = [];

    public void AtxAccepted(EpochId target, in AtxEntry atx)
    {
        lock (Calls)
        {
            Calls.Add(Describe(target, atx));
            Atxs.Add(atx.Id);
        }
    }

    public void IdentityMalicious(NodeId identity)
    {
        lock (Calls)
            Calls.Add($"malicious {identity.ToHex()}");
    }

    public void BeaconChosen(EpochId epoch, Beacon beacon) => throw new InvalidOperationException("intakes choose no beacons");

    public static string Describe(EpochId target, AtxEntry atx) =>
        $"atx {atx.Id.ToHex()} node {atx.Smesher.ToHex()} coinbase {atx.Coinbase.ToHex()} target {target} weight {atx.Weight} base {atx.BaseHeight} height {atx.Height} nonce {atx.VrfNonce}";
}
