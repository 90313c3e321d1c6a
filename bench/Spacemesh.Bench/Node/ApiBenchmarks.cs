// A benchmark's operation is synchronous.
#pragma warning disable VSTHRD002

using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Spacemesh.Api;
using Spacemesh.Api.Access;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Client;
using Spacemesh.Runtime;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Bench.Node;

/// <summary>The node's API over loopback, client and server in this process: what is counted is the processor time of both.</summary>
public sealed class ApiBenchmarks : BenchmarkSuite, IDisposable
{
    private const int CallsAtOnce = 16;
    private const int Subscribers = 1000;

    private static readonly NetworkParameters Network = new()
    {
        LayersPerEpoch = 10,
        LayerDuration = TimeSpan.FromMinutes(1),
        GenesisTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        GoldenAtx = default,
        AddressPrefix = "stest",
    };

    private readonly MemoryStateDatabase _state = new();
    private readonly EventBus _events = new(TimeProvider.System);
    private readonly ApiServer _server;
    private readonly List<RpcChannel> _channels = [];
    private readonly byte[] _account;

    public ApiBenchmarks()
    {
        byte[] bytes = new byte[Address.Size];
        bytes[^1] = 7;
        var address = Address.FromBytes(bytes);
        _state.Accounts.Update(new Account(new LayerId(1), address, 3, 1_000_000, null, default));
        _account = new V1.AccountRequest { AccountId = new() { Address = Crypto.Addresses.AddressText.Format(address, "stest") } }.ToByteArray();
        var node = new StillNode(_state);
        var sources = new ApiSources
        {
            State = _state,
            Clock = new LayerClock(Network, TimeProvider.System),
            Events = _events,
            Mesh = node,
            Sync = node,
            Projections = node,
            Submitter = node,
            ActiveSets = node,
        };
        var open = new CallLimits { StreamsPerAddress = 0, Streams = 0 };
        var options = new ApiOptions
        {
            Public = new ApiListener("127.0.0.1:0", ServiceNames.PublicByDefault) { Limits = open },
            Private = new ApiListener("127.0.0.1:0", ServiceNames.PrivateByDefault) { Limits = open },
        };
        _server = ApiServer.StartAsync(sources, options, TimeProvider.System, new NoJitter()).GetAwaiter().GetResult();
    }

    public override string Part => "node";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        var channel = Channel();
        var status = Method("spacemesh.v1.NodeService/Status", streams: false);
        var account = Method("spacemesh.v1.GlobalStateService/Account", streams: false);
        yield return new($"API unary calls, NodeService.Status, {CallsAtOnce} at once", () => AtOnce(() => channel.UnaryAsync(status, [])), null, CallsAtOnce, "calls/s");
        yield return new($"API unary calls, GlobalStateService.Account, {CallsAtOnce} at once", () => AtOnce(() => channel.UnaryAsync(account, _account)), null, CallsAtOnce, "calls/s");

        var bare = Enumerable.Range(0, Subscribers).Select(_ => _events.Subscribe<AccountChanged>(65536)).ToList();
        var changed = new AccountChanged(default);
        yield return new($"Event published to {Subscribers} subscriptions and taken out", () => Deliver(bare, changed), null, Subscribers, "deliveries/s");
        bare.ForEach(subscription => subscription.Dispose());

        var stream = Method("spacemesh.v1.NodeService/StatusStream", streams: true);
        var channels = Enumerable.Range(0, 8).Select(_ => Channel()).ToList();
        var calls = new List<RpcCall<byte[], byte[]>>();
        for (int i = 0; i < Subscribers; i++)
        {
            var call = channels[i % channels.Count].StartAsync(stream, []).GetAwaiter().GetResult();
            call.HeadersAsync().GetAwaiter().GetResult();
            calls.Add(call);
        }

        yield return new($"API stream fan-out, StatusStream to {Subscribers} subscribers", () => FanOut(calls), null, Subscribers, "messages/s");
        calls.ForEach(call => call.Dispose());
    }

    public void Dispose()
    {
        _channels.ForEach(channel => channel.Dispose());
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _state.Dispose();
    }

    private static RpcMethod<byte[], byte[]> Method(string name, bool streams) => new("/" + name, false, streams, RpcMarshaller.Raw, RpcMarshaller.Raw);

    private static void AtOnce(Func<Task> call) => Task.WhenAll(Enumerable.Range(0, CallsAtOnce).Select(_ => call())).GetAwaiter().GetResult();

    private void Deliver(List<EventSubscription<AccountChanged>> subscriptions, AccountChanged changed)
    {
        _events.Publish(changed);
        foreach (var subscription in subscriptions)
            subscription.TryRead(out _);
    }

    private void FanOut(List<RpcCall<byte[], byte[]>> calls)
    {
        _events.Publish(StatusChanged.Instance);
        Task.WhenAll(calls.Select(call => call.ReadAsync())).GetAwaiter().GetResult();
    }

    private RpcChannel Channel()
    {
        var channel = new RpcChannel(new RpcChannelOptions { Address = new Uri($"http://{_server.Public}") }, TimeProvider.System);
        _channels.Add(channel);
        return channel;
    }

    /// <summary>A node in which nothing happens.</summary>
    private sealed class StillNode(MemoryStateDatabase state) : IMeshTips, ISyncStatus, IAccountProjections, ITransactionSubmitter, IHareActiveSets
    {
        public LayerId Latest => new(100);

        public LayerId Applied => new(99);

        public LayerId Processed => new(99);

        public bool IsAtxSynced => true;

        public bool ListensToGossip => true;

        public bool IsSynced => true;

        public AccountProjection Project(Address address)
        {
            var account = state.Accounts.Latest(address);
            return new AccountProjection(account.NextNonce, account.Balance);
        }

        public Task<TransactionSubmission> SubmitAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken = default) => Task.FromResult(TransactionSubmission.Published);

        public bool TryGet(EpochId epoch, [NotNullWhen(true)] out IReadOnlyList<AtxId>? set, [NotNullWhen(false)] out string? error)
        {
            set = null;
            error = "empty active set";
            return false;
        }
    }

    private sealed class NoJitter : IRandomSource
    {
        public void Fill(Span<byte> destination) => destination.Clear();

        public ulong NextUInt64() => 0;

        public int Next(int exclusiveMaximum) => 0;

        public double NextDouble() => 0.5;
    }
}
