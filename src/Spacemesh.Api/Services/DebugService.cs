using Google.Protobuf.WellKnownTypes;
using Spacemesh.Api.Rendering;
using Spacemesh.Api.Streams;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Events;
using Spacemesh.Primitives;
using Proposal = Spacemesh.Wire.Proposals.Proposal;

namespace Spacemesh.Api.Services;

/// <summary><c>spacemesh.v1.DebugService</c> (spec 09a §5.8).</summary>
internal sealed class DebugService(ApiContext api)
{
    private static readonly Dictionary<string, LogSeverity> Levels = new(StringComparer.Ordinal)
    {
        ["debug"] = LogSeverity.Debug,
        ["info"] = LogSeverity.Info,
        ["warn"] = LogSeverity.Warn,
        ["warning"] = LogSeverity.Warn,
        ["error"] = LogSeverity.Error,
        ["dpanic"] = LogSeverity.DPanic,
        ["panic"] = LogSeverity.Panic,
        ["fatal"] = LogSeverity.Fatal,
    };

    public RpcServiceBinding Bind() => new RpcServiceBinding(V1.DebugReflection.Descriptor.Services[0])
        .Unary<Empty, V1.NetworkInfoResponse>("NetworkInfo", (_, _) => Task.FromResult(NetworkMessages.Report(api.Sources.Network?.Report())))
        .Unary<V1.AccountsRequest, V1.AccountsResponse>("Accounts", (request, _) => Task.FromResult(Accounts(request)))
        .Unary<V1.ActiveSetRequest, V1.ActiveSetResponse>("ActiveSet", (request, _) => Task.FromResult(ActiveSet(request)))
        .ServerStream<Empty, V1.Proposal>("ProposalsStream", ProposalsStreamAsync)
        .Unary<V1.ChangeLogLevelRequest, Empty>("ChangeLogLevel", (request, _) => Task.FromResult(ChangeLogLevel(request)));

    private V1.AccountsResponse Accounts(V1.AccountsRequest request)
    {
        const string Failure = "error fetching accounts state";
        var accounts = Fault.Read(Failure, () => request.Layer == 0 ? api.State.Accounts.All() : api.State.Accounts.Snapshot(new LayerId(request.Layer)));
        if (accounts.Count == 0)
            throw Fault.Internal(Failure);
        var response = new V1.AccountsResponse();
        response.AccountWrapper.AddRange(accounts.Select(account => api.V1.Account(account)));
        return response;
    }

    private V1.ActiveSetResponse ActiveSet(V1.ActiveSetRequest request)
    {
        var epoch = new EpochId(request.Epoch);
        if (!api.Sources.ActiveSets.TryGet(epoch, out var set, out string? error))
            throw Fault.Internal($"active set for epoch {epoch}: {error}");
        var response = new V1.ActiveSetResponse();
        response.Ids.AddRange(set.Select(id => new V1.ActivationId { Id = id.ToBytes() }));
        return response;
    }

    private async Task ProposalsStreamAsync(Empty request, RpcStreamWriter<V1.Proposal> writer, RpcContext context)
    {
        using var relay = new Relay(context);
        relay.Add(
            api.Sources.Events.Subscribe<ProposalSeen>(StreamBuffers.Unfiltered),
            "buffer is full",
            seen => writer.WriteAsync(Message(seen.Proposal, (V1.Proposal.Types.Status)seen.Stage)));
        await context.SendHeadersAsync();
        await relay.RunAsync();
    }

    private V1.Proposal Message(Proposal proposal, V1.Proposal.Types.Status status)
    {
        var ballot = proposal.Inner.Ballot;
        var (id, ballotId) = (proposal.ComputeId(), ballot.ComputeId());
        var layer = ballot.Inner.Layer;
        var message = new V1.Proposal
        {
            Id = id.ToHash32().ToBytes(),
            Epoch = new() { Number = api.Network.EpochOf(layer).Value },
            Layer = V1Messages.Layer(layer),
            Smesher = new() { Id = ballot.SmesherId.ToBytes() },
            Ballot = ballotId.ToHash32().ToBytes(),
            Status = status,
        };
        if (ballot.Inner.EpochData is { } data)
            message.Data = new() { Beacon = data.Beacon.ToBytes() };
        else
            message.Reference = Padded(ballot.Inner.RefBallot);
        message.Eligibilities.AddRange(ballot.EligibilityProofs.Select(proof => new V1.Eligibility { J = proof.J, Signature = proof.Sig.ToBytes() }));
        return message;
    }

    private static Google.Protobuf.ByteString Padded(BallotId id) => id.ToHash32().ToBytes();

    private Empty ChangeLogLevel(V1.ChangeLogLevelRequest request)
    {
        var level = LogSeverity.Info;
        if (request.Level.Length > 0 && !Levels.TryGetValue(request.Level.ToLowerInvariant(), out level))
            throw Fault.Plain($"parse level: unrecognized level: \"{request.Level}\"");
        if (api.Sources.LogLevels is not { } levels)
            throw Fault.Unimplemented("this node does not change its log levels while it runs");
        if (request.Module == "*")
            levels.SetAll(level);
        else if (!levels.TrySet(request.Module, level))
            throw Fault.Plain($"cannot find logger {request.Module}");
        return new Empty();
    }
}
