using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>
/// A node with two identities and remote PoST services. Its database is not among the golden data: the state is built of the recorded
/// lists of layers, rewards and ATXs, and every other answer must follow from it.
/// </summary>
[VectorFile("09a-remote-identities")]
public sealed class RemoteIdentityVectors : VectorSuite, IDisposable
{
    private const string Start = "at the start";

    private readonly Dictionary<string, GoldenNode> _nodes = [];
    private GoldenNetwork? _standalone;
    private NetworkParameters? _network;
    private VectorFile? _file;

    public override void Open(VectorFile file)
    {
        _file = file;
        _standalone = GoldenNetwork.Beside(file);
        var golden = Recorded<V1.HighestResponse>("spacemesh.v1.ActivationService/Highest", Start).Atx.Id.Id;
        _network = _standalone.Parameters with { GoldenAtx = AtxId.FromBytes(golden.Span) };
    }

    public override void Check(VectorCase vector)
    {
        var method = ApiMethods.Find(vector.In.Text("method"));
        var node = Node(vector.In.Text("phase"));
        if (vector.Out.Has("messages"))
        {
            Stream(node, method, vector);
            return;
        }

        var outcome = CallOutcome.Run(node.Channel(vector.In.Text("endpoint")), method, vector.In.Hex("request"));
        VectorCase.Equal(vector.Out.I32("code"), (int)outcome.Code, $"code ({outcome.Message})");
        VectorCase.Equal(vector.Out.Has("message") ? vector.Out.Text("message") : "", outcome.Message, "message");
        if (!vector.Out.Has("response"))
            return;
        var expected = method.OutputType.Parser.ParseFrom(vector.Out.Hex("response"));
        Unordered.Sort(expected);
        Unordered.Sort(outcome.Responses.Single());
        VectorCase.Equal(expected, outcome.Responses.Single(), "response");
    }

    public void Dispose()
    {
        foreach (var node in _nodes.Values)
            node.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _standalone?.Dispose();
    }

    private static void Stream(GoldenNode node, MethodDescriptor method, VectorCase vector)
    {
        IMessage[] recorded = [.. vector.Out.GetProperty("messages").EnumerateArray().Select(message => method.OutputType.Parser.ParseFrom(message.Hex("message")))];
        using var call = node.Channel(vector.In.Text("endpoint")).StartAsync(ApiMethods.Raw(method), vector.In.Hex("request")).GetAwaiter().GetResult();
        call.HeadersAsync().GetAwaiter().GetResult();
        var ours = new List<V1.Event>();
        foreach (var message in recorded)
        {
            switch (message)
            {
                case V1.Event happened when RecordedEvents.Of(happened) is { } published:
                    node.Time.Set(happened.Timestamp.ToDateTimeOffset());
                    node.Events.Publish(published);
                    break;
                case V1.LayerStreamResponse { Layer: var layer }:
                    node.Events.Publish(new LayerUpdated(new LayerId(layer.Number.Number), (LayerProgress)layer.Status));
                    break;
                case V1.Proposal:
                    // The ballots behind proposals are not among the golden data; StreamVectors has some.
                    return;
            }

            var (found, bytes) = call.ReadAsync().GetAwaiter().GetResult();
            VectorCase.True(found, "the stream ended");
            if (message is V1.Event)
                ours.Add(V1.Event.Parser.ParseFrom(bytes));
            else
                SameLayer(((V1.LayerStreamResponse)message).Layer, V1.LayerStreamResponse.Parser.ParseFrom(bytes).Layer);
        }

        // Two identities publish side by side: pairs of one may enclose messages of the other.
        VectorCase.Equal(string.Join('\n', Bare(recorded.OfType<V1.Event>())), string.Join('\n', Bare(ours)), "events");
    }

    private static IEnumerable<string> Bare(IEnumerable<V1.Event> events) => events.Select(UserEvents.Bare).Select(message => message.ToString()).Order(StringComparer.Ordinal);

    /// <summary>A layer as recorded before its block was stored is only compared by number and status: our state knows the end.</summary>
    private static void SameLayer(V1.Layer expected, V1.Layer actual)
    {
        if (expected.Blocks.Count > 0 && actual.Blocks.Count > 0)
            VectorCase.Equal(expected.Blocks[0].Id, actual.Blocks[0].Id, "block");
        VectorCase.Equal((expected.Number, expected.Status), (actual.Number, actual.Status), "layer");
    }

    private T Recorded<T>(string method, string phase)
        where T : IMessage<T>, new() =>
        new MessageParser<T>(() => new T()).ParseFrom(
            _file!.Cases.First(vector => vector.In.Text("method") == method && vector.In.Text("phase") == phase).Out.Hex("response"));

    private GoldenNode Node(string phase)
    {
        if (_nodes.TryGetValue(phase, out var known))
            return known;
        var status = Recorded<V2alpha1.NodeStatusResponse>("spacemesh.v2alpha1.NodeService/Status", phase);
        var states = Recorded<V1.PostStatesResponse>("spacemesh.v1.PostInfoService/PostStates", phase).States;
        var smeshing = new GoldenSmeshing
        {
            IsSupervised = false,
            States = [.. states.Select(state => new PostIdentityReport(NodeId.FromBytes(state.Id.Span), state.Name, state.State == V1.PostState.Types.State.Proving))],
        };
        var database = new MemoryStateDatabase();
        if (phase == Start)
            StateGenesis.InitialiseLayer(database, _network!.EffectiveGenesis, Hash32.FromBytes(Recorded<V2alpha1.LayerList>("spacemesh.v2alpha1.LayerService/List", phase).Layers[0].CumulativeStateHash.Span));
        else
            Fill(database, phase);
        var time = _network!.StartOf(new LayerId(status.CurrentLayer)) + (_network.LayerDuration / 2);
        return _nodes[phase] = GoldenNode.Start(database, _network, time, smeshing, GoldenNode.OptionsOf(_standalone!));
    }

    private void Fill(MemoryStateDatabase database, string phase)
    {
        foreach (var layer in Recorded<V2alpha1.LayerList>("spacemesh.v2alpha1.LayerService/List", phase).Layers)
        {
            var id = new LayerId(layer.Number);
            database.Layers.SetProcessed(id);
            var block = layer.Block is null ? default : BlockId.FromBytes(layer.Block.Id.Span);
            database.Layers.SetApplied(id, block);
            if (layer.Block is not null)
                database.Blocks.Add(block, new Block(id, 0, default, default));
            if (!layer.CumulativeStateHash.IsEmpty)
                database.Layers.SetAggregatedHash(id, Hash32.FromBytes(layer.CumulativeStateHash.Span));
            if (!layer.StateHash.IsEmpty)
                database.Layers.SetStateHash(id, Hash32.FromBytes(layer.StateHash.Span));
        }

        foreach (var reward in Recorded<V2alpha1.RewardList>("spacemesh.v2alpha1.RewardService/List", phase).Rewards)
            database.Rewards.Add(new Reward(new LayerId(reward.Layer), reward.Total, reward.LayerReward, Address(reward.Coinbase), NodeId.FromBytes(reward.Smesher.Span)));
        var last = new Dictionary<NodeId, (AtxId Id, ulong Sequence)>();
        foreach (var atx in Recorded<V2alpha1.ActivationList>("spacemesh.v2alpha1.ActivationService/List", phase).Activations)
        {
            var (id, smesher, epoch) = (AtxId.FromBytes(atx.Id.Span), NodeId.FromBytes(atx.SmesherId.Span), new EpochId(atx.PublishEpoch));
            AtxId? previous = last.TryGetValue(smesher, out var before) ? before.Id : null;
            ulong sequence = previous is null ? 0 : before.Sequence + 1;
            ulong ticks = atx.Weight / atx.NumUnits;
            database.Atxs.Add(
                new AtxRecord
                {
                    Id = id,
                    PublishEpoch = epoch,
                    EffectiveUnits = atx.NumUnits,
                    VrfNonce = 0,
                    BaseTickHeight = atx.Height - ticks,
                    TickCount = ticks,
                    Sequence = sequence,
                    Smesher = smesher,
                    Coinbase = Address(atx.Coinbase),
                    ReceivedNanoseconds = 1,
                    Weight = atx.Weight,
                },
                new AtxBlob(AtxVersion.V1, new byte[] { 1 }));
            database.Posts.Add(new PostRecord(id, smesher, previous, 0, atx.NumUnits, epoch));
            last[smesher] = (id, sequence);
        }
    }

    private Address Address(string text) => AddressText.Parse(text, _network!.AddressPrefix);
}
