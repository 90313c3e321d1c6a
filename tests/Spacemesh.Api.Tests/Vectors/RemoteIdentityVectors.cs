using Google.Protobuf;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;

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
            RecordedStream.Check(node, method, vector);
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
        RecordedState.Fill(
            database, _network!.AddressPrefix,
            Recorded<V2alpha1.LayerList>("spacemesh.v2alpha1.LayerService/List", phase),
            Recorded<V2alpha1.RewardList>("spacemesh.v2alpha1.RewardService/List", phase).Rewards,
            Recorded<V2alpha1.ActivationList>("spacemesh.v2alpha1.ActivationService/List", phase).Activations);
    }
}
