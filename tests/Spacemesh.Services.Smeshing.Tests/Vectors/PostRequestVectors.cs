using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Proving;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

[VectorFile("04-post-request")]
public sealed class PostRequestVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var scheduler = new VirtualScheduler();
        var identity = NodeId.FromBytes(vector.In.Hex("node_id"));
        var challenge = Hash32.FromBytes(vector.In.Hex("challenge"));
        var events = new EventLog(scheduler.TimeProvider);
        var states = new PostStates();
        states.Register(identity, "test.key");
        using var alarm = new WallAlarm(scheduler.TimeProvider);
        var service = new ScriptedService(identity, alarm, vector.In.GetProperty("script").EnumerateArray().Select(entry => entry.GetString()!));
        var requester = new ProofRequester(service, states, events, new QuietObserver(), alarm, TimeSpan.FromSeconds(2), NullLogger.Instance);
        bool initialValid = vector.In.Flag("initial_post_valid");
        Func<PostServiceInfo, CancellationToken, Task>? accept = vector.In.Flag("challenge_contains_initial_post")
            ? (_, _) => initialValid ? Task.CompletedTask : throw new InitialPostRefusedException("invalid")
            : null;

        string result = scheduler.Run(async () =>
        {
            using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(vector.In.GetProperty("cancel_after_s").GetDouble()), scheduler.TimeProvider);
            try
            {
                await requester.RequestAsync(identity, challenge, accept, cancel.Token);
                return "proof";
            }
            catch (OperationCanceledException)
            {
                return "cancelled";
            }
            catch (Exception exception) when (exception is PostProviderException or InitialPostRefusedException)
            {
                return "error";
            }
        });

        VectorCase.Equal(vector.Out.Text("result"), result, "result");
        VectorCase.Equal(vector.Out.Text("state"), states.IsProving(identity) ? "proving" : "idle", "state");
        VectorCase.Equal(vector.Out.I32("seconds"), (int)scheduler.Elapsed.TotalSeconds, "seconds");
        VectorCase.Equal(string.Join("; ", vector.Out.GetProperty("calls").EnumerateArray().Select(call => call.GetString())), string.Join("; ", service.Calls), "calls");
        VectorCase.Equal(
            string.Join('\n', vector.Out.GetProperty("events").EnumerateArray().Select(UserEventText.Of)),
            string.Join('\n', events.Of<UserEvent>().Select(happened => UserEventText.Of(happened, Testbed.Genesis))),
            "events");
    }

    /// <summary>Consumes an entry with each call; without entries it is not connected.</summary>
    private sealed class ScriptedService(NodeId identity, WallAlarm alarm, IEnumerable<string> script) : IPostProviders
    {
        private readonly Queue<string> _script = new(script);

        public List<string> Calls { get; } = [];

        public IReadOnlyList<NodeId> Connected => [];

        public IPostProvider? Find(NodeId wanted)
        {
            if (!_script.TryPeek(out string? next) || next == "no client")
            {
                _script.TryDequeue(out _);
                Calls.Add("client: not connected");
                return null;
            }

            Calls.Add("client: ok");
            return new Session(this, identity);
        }

        private async Task<string> NextAsync(CancellationToken cancellationToken)
        {
            string entry = _script.Dequeue();
            Calls.Add(entry);
            if (entry == "hang")
                await alarm.WaitUntilAsync(DateTimeOffset.MaxValue, cancellationToken);
            if (entry.EndsWith("closed", StringComparison.Ordinal))
                throw PostProviderException.Closed();
            if (entry.EndsWith("error", StringComparison.Ordinal))
                throw new PostProviderException(PostProviderFailure.Failed, $"{entry} failed");
            return entry;
        }

        private sealed class Session(ScriptedService service, NodeId identity) : IPostProvider
        {
            public NodeId Identity => identity;

            private PostServiceInfo Info => new(identity, default, 7, 2, 64);

            public async Task<PostServiceInfo> InfoAsync(CancellationToken cancellationToken = default)
            {
                await service.NextAsync(cancellationToken);
                return Info;
            }

            public async Task<PostServiceProof> ProveAsync(Hash32 challenge, CancellationToken cancellationToken = default)
            {
                await service.NextAsync(cancellationToken);
                return new PostServiceProof(new PostProof(1, new byte[] { 1 }, 2), Info);
            }
        }
    }
}
