using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events.User;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>The node restarted long after its last layer, without peers and not smeshing. Starting it without options does not end ours.</summary>
[VectorFile("09a-unsynced")]
public sealed class UnsyncedVectors : GoldenCalls
{
    private uint _current;
    private uint _processed;
    private V2alpha1.LayerList _layers = new();

    public override void Open(VectorFile file)
    {
        base.Open(file);
        var status = V2alpha1.NodeStatusResponse.Parser.ParseFrom(file.Cases.First(vector => vector.In.Text("method") == "spacemesh.v2alpha1.NodeService/Status").Out.Hex("response"));
        _layers = V2alpha1.LayerList.Parser.ParseFrom(file.Cases.First(vector => vector.In.Text("method") == "spacemesh.v2alpha1.LayerService/List").Out.Hex("response"));
        (_current, _processed) = (status.CurrentLayer, status.ProcessedLayer);
    }

    private protected override DateTimeOffset TimeOf(JsonElement input) => Network.Parameters.StartOf(new LayerId(_current)) + (Network.Parameters.LayerDuration / 2);

    private protected override GoldenNode Start(DateTimeOffset time)
    {
        var smeshing = new GoldenSmeshing { IsSmeshing = true, Coinbase = Network.Coinbase };
        var state = Network.At(time);

        // What tortoise does at a start: it goes on to the next layer, which is empty, and has its own opinion of the last one.
        state.Layers.SetProcessed(new LayerId(_processed));
        var last = state.Layers.LastApplied();
        state.Layers.SetAggregatedHash(last, Hash32.FromBytes(_layers.Layers.Single(layer => layer.Number == last.Value).CumulativeStateHash.Span));
        var node = GoldenNode.Start(state, Network.Parameters, time, smeshing, GoldenNode.OptionsOf(Network));
        node.IsSynced = false;
        var first = Network.Parameters.EpochOf(Network.Parameters.EffectiveGenesis).Add(1);
        node.Events.Publish(new BeaconReady(first, state.Beacons.Find(first)!.Value));
        return node;
    }

    private protected override void Prepare(GoldenNode node, VectorCase vector)
    {
        if (vector.Out.Has("message") && vector.Out.Text("message").Contains("already started", StringComparison.Ordinal))
            node.Smeshing.Failure = new SmeshingException(SmeshingFault.Failed, "failed to start post supervisor: post service already started");

        // The reference's initialisation has failed by then, with the options that it should have refused.
        if (vector.Name.EndsWith("after these", StringComparison.Ordinal))
            node.Smeshing.PostSetup = new PostSetupReport(PostSetupState.Error, 0, null);
    }

    private protected override void Same(MethodDescriptor method, byte[] expected, IMessage actual, string what)
    {
        if (actual is V1.Event happened)
            UserEvents.Same(V1.Event.Parser.ParseFrom(expected), happened, timesMatter: false, what);
        else
            base.Same(method, expected, actual, what);
    }
}
