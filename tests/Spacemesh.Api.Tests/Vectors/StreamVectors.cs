using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Api.Tests.Golden;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Proposals;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>
/// The streams of a node over many layers. For each recorded message the state is taken to its time and the event that made it is
/// published; our stream must then give that message.
/// </summary>
[VectorFile("09a-streams")]
public sealed class StreamVectors : VectorSuite, IDisposable
{
    /// <summary>Arrival times are cut to milliseconds, and a message arrives after what it tells of.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(-1);

    private GoldenNetwork? _network;
    private GoldenMoments? _moments;
    private IReadOnlyList<TransactionId> _wanted = [];

    public override void Open(VectorFile file)
    {
        _network = GoldenNetwork.Beside(file);
        _moments = new GoldenMoments(_network);
    }

    public override void Check(VectorCase vector)
    {
        var method = ApiMethods.Find(vector.In.Text("method"));
        var opened = _network!.Time(vector.In.I64("t_ms"));
        if (method.InputType.Parser.ParseFrom(vector.In.Hex("request")) is V1.TransactionsStateStreamRequest states)
            _wanted = [.. states.TransactionId.Where(id => id.Id.Length == TransactionId.Size).Select(id => TransactionId.FromBytes(id.Id.Span))];
        var state = new MovingState(_moments!.End);
        var node = GoldenNode.Start(
            state, _network.Parameters, opened, GoldenSmeshing.Of(_network), GoldenNode.OptionsOf(_network) with { SmesherStreamInterval = TimeSpan.FromMilliseconds(5) });
        try
        {
            _moments.Go(node, state, opened);
            (IMessage Message, DateTimeOffset Time)[] recorded = vector.Out.Has("messages")
                ? [.. vector.Out.GetProperty("messages").EnumerateArray().Select(entry =>
                    (Message(method, entry), _network.Time(entry.I64("t_ms")) - Slack))]
                : [];
            VectorCase.Equal(vector.Out.I32("count"), recorded.Length, "count");
            bool history = method.Name == "EventsStream";
            foreach (var (message, _) in recorded.TakeWhile(entry => history && entry.Time < opened.AddMilliseconds(100)))
                Publish(node, message);
            using var call = node.Channel(vector.In.Text("endpoint")).StartAsync(ApiMethods.Raw(method), vector.In.Hex("request")).GetAwaiter().GetResult();
            if (vector.Out.Has("header_before_first_message") && vector.Out.Flag("header_before_first_message"))
                call.HeadersAsync().GetAwaiter().GetResult();
            Replay(node, state, method, call, recorded, opened);
        }
        finally
        {
            node.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    public void Dispose()
    {
        _moments?.Dispose();
        _network?.Dispose();
    }

    /// <summary>By its bytes, or by its JSON where these were left out.</summary>
    private static IMessage Message(MethodDescriptor method, JsonElement entry)
    {
        if (entry.Has("message"))
            return method.OutputType.Parser.ParseFrom(entry.Hex("message"));
        var message = method.OutputType.Parser.ParseFrom(ByteString.Empty);
        ProtoJsonReader.Read(Encoding.UTF8.GetBytes(entry.GetProperty("json").GetRawText()), message);
        return message;
    }

    private static void Publish(GoldenNode node, IMessage message)
    {
        var recorded = (V1.Event)message;
        node.Time.Set(recorded.Timestamp.ToDateTimeOffset());
        if (RecordedEvents.Of(recorded) is { } happened)
            node.Events.Publish(happened);
    }

    private static void Same(IMessage expected, IMessage actual, string what)
    {
        if (expected is V1.Event happened)
        {
            UserEvents.Same(happened, (V1.Event)actual, timesMatter: true, what);
            return;
        }

        if (expected is V1.Proposal proposal)
        {
            // The transactions of a proposal, which its id depends on, are not in the golden database.
            VectorCase.Equal(proposal.Id.Length, ((V1.Proposal)actual).Id.Length, $"{what}: length of the id");
            proposal.Id = ((V1.Proposal)actual).Id;
        }

        // The opinion of a layer is stored after its block, and the end of the database knows both.
        if (expected is V1.LayerStreamResponse { Layer: { Blocks.Count: > 0 } early } && early.Hash.Span.IndexOfAnyExcept((byte)0) < 0)
            ((V1.LayerStreamResponse)actual).Layer.Hash = early.Hash;
        VectorCase.Equal(expected, actual, what);
    }

    private void Replay(
        GoldenNode node, MovingState state, MethodDescriptor method, RpcCall<byte[], byte[]> call, (IMessage Message, DateTimeOffset Time)[] recorded, DateTimeOffset opened)
    {
        int pending = 0;
        bool live = recorded.Length > 0 && recorded[0].Time > opened.AddMilliseconds(100);
        for (int i = 0; i < recorded.Length; i++)
        {
            var (message, time) = recorded[i];
            if (!live && time > opened.AddMilliseconds(100))
                live = true;
            if (live && pending == 0)
            {
                if (i == 0 || recorded[i - 1].Time <= opened.AddMilliseconds(100))
                    call.HeadersAsync().GetAwaiter().GetResult();
                _moments!.Go(node, state, StateTime(message, time));
                pending = Cause(node, message, time);
            }

            var (found, bytes) = call.ReadAsync().GetAwaiter().GetResult();
            VectorCase.True(found, "the stream ended");
            var actual = method.OutputType.Parser.ParseFrom(bytes);
            if (live && Account(message) is { } account && !account.Equals(Account(actual)))
                CheckRace(node, state, account, Account(actual)!, time);
            else
                Same(message, actual, $"message {i} at {time:HH:mm:ss.fff}");
            if (live)
                pending--;
        }
    }

    private static V1.Account? Account(IMessage message) => message switch
    {
        V1.GlobalStateStreamResponse global => global.Datum.AccountWrapper,
        V1.AccountDataStreamResponse account => account.Datum.AccountWrapper,
        _ => null,
    };

    /// <summary>
    /// The reference announces an account before the mempool knows of the layer: then the projection is still the one of before. Ours reads
    /// both at once.
    /// </summary>
    private void CheckRace(GoldenNode node, MovingState state, V1.Account expected, V1.Account actual, DateTimeOffset time)
    {
        var address = AddressText.Parse(expected.AccountId.Address, _network!.Parameters.AddressPrefix);
        _moments!.Go(node, state, _network.Parameters.StartOf(_network.Parameters.LayerAt(time)) + TimeSpan.FromSeconds(1));
        var before = node.Project(address);
        actual.StateProjected = new() { Counter = before.NextNonce, Balance = new() { Value = before.Balance } };
        VectorCase.Equal(expected, actual, $"account at {time:HH:mm:ss.fff} with the projection of before");
    }

    /// <summary>When the state was that the message shows: a layer without block was read before its block was stored, however late it arrived.</summary>
    private DateTimeOffset StateTime(IMessage message, DateTimeOffset time) => message is V1.LayerStreamResponse { Layer: { Blocks.Count: 0 } layer }
        ? _network!.Parameters.StartOf(new LayerId(layer.Number.Number)) + TimeSpan.FromSeconds(1)
        : time;

    /// <summary>Makes happen what the message tells of; says how many messages that makes.</summary>
    private int Cause(GoldenNode node, IMessage message, DateTimeOffset time)
    {
        switch (message)
        {
            case V1.GlobalStateStreamResponse global:
                return Cause(node, global.Datum.AccountWrapper, global.Datum.Reward, global.Datum.GlobalState);
            case V1.AccountDataStreamResponse account:
                return Cause(node, account.Datum.AccountWrapper, account.Datum.Reward, null);
            case V1.AccountMeshDataStreamResponse { Datum.MeshTransaction: { } transaction }:
                node.Events.Publish(new TransactionAdmitted(Transaction(transaction.Transaction.Id)));
                return 1;
            case V1.AccountMeshDataStreamResponse { Datum.Activation: { } atx }:
                node.Events.Publish(new AtxStored(_moments!.End.Atxs.Find(AtxId.FromBytes(atx.Id.Id.Span))!));
                return 1;
            case V2alpha1.Activation atx:
                node.Events.Publish(new AtxStored(_moments!.End.Atxs.Find(AtxId.FromBytes(atx.Id.Span))!));
                return 1;
            case V2alpha1.Reward reward:
                node.Events.Publish(new RewardPaid(Reward(new LayerId(reward.Layer), NodeId.FromBytes(reward.Smesher.Span))));
                return 1;
            case V1.TransactionResult result:
                var id = TransactionId.FromBytes(result.Tx.Id.Span);
                node.Events.Publish(new TransactionExecuted(Transaction(result.Tx.Id), _moments!.End.Transactions.Result(id)!));
                return 1;
            case V1.LayerStreamResponse layer:
                node.Events.Publish(new LayerUpdated(new LayerId(layer.Layer.Number.Number), (LayerProgress)layer.Layer.Status));
                return 1;
            case V1.TransactionsStateStreamResponse transaction:
                return CauseState(node, transaction);
            case V1.StatusStreamResponse { Status: { } status }:
                // How far the mesh was is only in the message.
                (node.Latest, node.Applied) = (new LayerId(status.SyncedLayer.Number), new LayerId(status.VerifiedLayer.Number));
                node.Time.Set(_network!.Parameters.StartOf(new LayerId(status.TopLayer.Number)) + TimeSpan.FromSeconds(1));
                node.Events.Publish(StatusChanged.Instance);
                return 1;
            case V1.ErrorStreamResponse { Error: { } error }:
                node.Events.Publish(new ErrorLogged((LogSeverity)error.Level, error.Msg, error.StackTrace));
                return 1;
            case V1.Proposal proposal:
                node.Events.Publish(new ProposalSeen(Proposal(proposal), (ProposalStage)proposal.Status));
                return 1;
            case V1.Event happened:
                Publish(node, happened);
#pragma warning disable CS0612 // Clients still use the older waits.
                return happened is { PoetWaitRound: not null } or { PoetWaitProof: not null } ? 2 : 1;
#pragma warning restore CS0612
            case V1.PostSetupStatusStreamResponse:
                return 1;
            default:
                throw new VectorMismatchException($"no event makes {message} at {time}");
        }
    }

    private int Cause(GoldenNode node, V1.Account? account, V1.Reward? reward, V1.GlobalStateHash? hash)
    {
        if (account is not null)
            node.Events.Publish(new AccountChanged(AddressText.Parse(account.AccountId.Address, _network!.Parameters.AddressPrefix)));
        if (reward is not null)
            node.Events.Publish(new RewardPaid(Reward(new LayerId(reward.Layer.Number), NodeId.FromBytes(reward.Smesher.Id.Span))));
        if (hash is not null)
            node.Events.Publish(new LayerUpdated(new LayerId(hash.Layer.Number), LayerProgress.Applied));
        return 1;
    }

    private int CauseState(GoldenNode node, V1.TransactionsStateStreamResponse message)
    {
        var state = message.TransactionState;
        if (state.State == V1.TransactionState.Types.TransactionState.Mempool)
        {
            node.Events.Publish(new TransactionAdmitted(Transaction(state.Id.Id)));
            return 1;
        }

        // Asked for before: the transaction's layer by the final database.
        var layer = _moments!.End.Transactions.Find(TransactionId.FromBytes(state.Id.Id.Span))!.Layer!.Value;
        var together = _wanted.Count(id => _moments.End.Transactions.Find(id)?.Layer == layer);
        bool mesh = state.State == V1.TransactionState.Types.TransactionState.Mesh;
        node.Events.Publish(new LayerUpdated(layer, mesh ? LayerProgress.Approved : LayerProgress.Unknown));
        return together;
    }

    private Transaction Transaction(ByteString id)
    {
        var record = _moments!.End.Transactions.Find(TransactionId.FromBytes(id.Span))!;
        return new Transaction(new RawTx(record.Id, record.Raw), record.Header);
    }

    private Reward Reward(LayerId layer, NodeId smesher) =>
        _moments!.End.Rewards.List(new RewardFilter(layer, layer, null, smesher), new ListWindow(1)).Single();

    private Proposal Proposal(V1.Proposal message) =>
        new(new InnerProposal(_moments!.End.Ballots.Find(BallotId.FromBytes(message.Ballot.Span[..BallotId.Size]))!.Ballot, default, default), default);
}
