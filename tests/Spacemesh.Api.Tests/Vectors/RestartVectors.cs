using Google.Protobuf;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Ports.Api;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>
/// Standalone nodes right after a restart and later, not in sync. Their databases are not among the golden data: the states are built of
/// the recorded lists, and every other answer must follow from them. That the reference never gets in sync again is its fault, not a
/// rule (spec 09b §9.1): ours goes on, as a real process shows elsewhere.
/// </summary>
[VectorFile("09b-restart")]
public sealed class RestartVectors : VectorSuite, IDisposable
{
    private const string Later = "eight to nine layers after the restart";

    private readonly Dictionary<string, GoldenNode> _nodes = [];
    private GoldenNetwork? _standalone;
    private VectorFile? _file;

    public override void Open(VectorFile file)
    {
        _file = file;
        _standalone = GoldenNetwork.Beside(file);
    }

    public override void Check(VectorCase vector)
    {
        if (!vector.In.Has("method"))
        {
            // How the processes were run; that a signal ends with status 0 holds for ours too, see 09b-exit-status.
            VectorCase.Equal(0, vector.Out.I32("exit_status_of_the_first_process"), "exit status");
            return;
        }

        var method = ApiMethods.Find(vector.In.Text("method"));
        var node = Node(vector.Name.Split(':')[0], vector.In.Text("phase") is "right after the restart" and var phase ? phase : Later);
        int count = vector.Out.Has("count") ? vector.Out.I32("count") : 1;
        if (count == 0)
            return;

        // The calls of a phase took longer than a layer: some of the answers say themselves in which they were made.
        uint? layer = method.FullName switch
        {
            "spacemesh.v1.NodeService.Status" => V1.StatusResponse.Parser.ParseFrom(vector.Out.Hex("response")).Status.TopLayer.Number,
            "spacemesh.v2alpha1.NodeService.Status" => V2alpha1.NodeStatusResponse.Parser.ParseFrom(vector.Out.Hex("response")).CurrentLayer,
            "spacemesh.v1.MeshService.CurrentLayer" => V1.CurrentLayerResponse.Parser.ParseFrom(vector.Out.Hex("response")).Layernum.Number,
            _ => null,
        };
        if (layer is { } current)
            node.Time.Set(_standalone!.Parameters.StartOf(new LayerId(current)) + (_standalone.Parameters.LayerDuration / 2));
        if (method.IsServerStreaming && !method.FullName.StartsWith("spacemesh.v2alpha1.", StringComparison.Ordinal))
        {
            RecordedStream.Check(node, method, vector);
            return;
        }

        var outcome = CallOutcome.Run(node.Channel(vector.In.Text("endpoint")), method, vector.In.Hex("request"), method.IsServerStreaming ? count : int.MaxValue, method.IsServerStreaming);
        if (method.IsServerStreaming)
        {
            var messages = vector.Out.GetProperty("messages").EnumerateArray().Select(message => method.OutputType.Parser.ParseFrom(message.Hex("message"))).ToList();
            VectorCase.Equal(messages.Count, outcome.Responses.Count, "messages");
            foreach (var (expected, actual) in messages.Zip(outcome.Responses))
                VectorCase.Equal(expected, actual, "message");
            return;
        }

        VectorCase.Equal(vector.Out.I32("code"), (int)outcome.Code, $"code ({outcome.Message})");
        if (!vector.Out.Has("response"))
            return;
        var wanted = method.OutputType.Parser.ParseFrom(vector.Out.Hex("response"));
        Unordered.Sort(wanted);
        Unordered.Sort(outcome.Responses.Single());
        VectorCase.Equal(wanted, outcome.Responses.Single(), "response");
    }

    public void Dispose()
    {
        foreach (var node in _nodes.Values)
            node.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _standalone?.Dispose();
    }

    private T Recorded<T>(string process, string method, string phase)
        where T : IMessage<T>, new() =>
        new MessageParser<T>(() => new T()).ParseFrom(
            _file!.Cases.Last(vector => vector.In.Has("method") && vector.Name.StartsWith(process + ":", StringComparison.Ordinal) && vector.In.Text("method") == method && vector.In.Text("phase") == phase).Out.Hex("response"));

    private GoldenNode Node(string process, string phase)
    {
        if (_nodes.TryGetValue(process + phase, out var known))
            return known;
        var status = Recorded<V2alpha1.NodeStatusResponse>(process, "spacemesh.v2alpha1.NodeService/Status", phase);
        var setup = Recorded<V1.PostSetupStatusResponse>(process, "spacemesh.v1.SmesherService/PostSetupStatus", phase).Status;
        var states = Recorded<V1.PostStatesResponse>(process, "spacemesh.v1.PostInfoService/PostStates", phase).States;
        uint atxs = Recorded<V2alpha1.ActivationsCountResponse>(process, "spacemesh.v2alpha1.ActivationService/ActivationsCount", phase).Count;
        var database = new MemoryStateDatabase();
        var network = _standalone!.Parameters;
        RecordedState.Fill(
            database, network.AddressPrefix,
            Recorded<V2alpha1.LayerList>(process, "spacemesh.v2alpha1.LayerService/List", phase),
            Recorded<V2alpha1.RewardList>(process, "spacemesh.v2alpha1.RewardService/List", Later).Rewards,
            Recorded<V2alpha1.ActivationList>(process, "spacemesh.v2alpha1.ActivationService/List", Later).Activations.OrderBy(atx => atx.PublishEpoch).Take((int)atxs),
            status.AppliedLayer);
        var smeshing = new GoldenSmeshing
        {
            IsSmeshing = Recorded<V1.IsSmeshingResponse>(process, "spacemesh.v1.SmesherService/IsSmeshing", phase).IsSmeshing,
            States = [.. states.Select(state => new PostIdentityReport(NodeId.FromBytes(state.Id.Span), state.Name, state.State == V1.PostState.Types.State.Proving))],
            PostSetup = new PostSetupReport(
                (PostSetupState)setup.State, setup.NumLabelsWritten,
                new PostSetupRequest(setup.Opts.DataDir, setup.Opts.NumUnits, setup.Opts.MaxFileSize, setup.Opts.ProviderId, setup.Opts.Throttle)),
        };
        var time = network.StartOf(new LayerId(status.CurrentLayer)) + (network.LayerDuration / 2);
        var node = GoldenNode.Start(database, network, time, smeshing, GoldenNode.OptionsOf(_standalone));
        node.IsSynced = false;
        return _nodes[process + phase] = node;
    }
}
