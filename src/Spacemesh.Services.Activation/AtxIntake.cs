using Microsoft.Extensions.Logging;
using Spacemesh.Activation;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Malfeasance;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Storage;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Activation;

/// <summary>
/// The one way of ATXs of both versions into the node, by gossip and by sync: decode, signature, structure, own proofs, dependencies,
/// rules, PoST, contradictions, store, caches and law (spec 04 §6–§8). The same bytes are worked on once at a time, and one ATX with an
/// id at a time. Own faults (database, shutdown) are never the sender's.
/// </summary>
public sealed partial class AtxIntake
{
    private readonly ActivationPorts _ports;
    private readonly ActivationOptions _options;
    private readonly AtxRules _rules;
    private readonly ClaimVerifier _claims;
    private readonly AtxStorage _storage;
    private readonly StoredAtxReader _reader;
    private readonly ILogger _log;

    /// <summary>By the hash of the whole message, so that a forged copy with the same id never shares its verdict with the honest one.</summary>
    private readonly InFlight<Hash32, AtxOutcome> _inFlight = new();

    private readonly KeyedGate<AtxId> _byId = new();
    private int _pending;

    public AtxIntake(ActivationPorts ports, ActivationOptions options, PoetProofIntake poets)
    {
        options.Post.Validate();
        _ports = ports;
        _options = options;
        _rules = new AtxRules(ports.Clock.Network, options.Rules, ports.CreateVerifier());
        _claims = new ClaimVerifier(ports, options.Post);
        _storage = new AtxStorage(ports);
        _reader = new StoredAtxReader(ports.Database, poets.Find);
        _log = ports.Logs.CreateLogger<AtxIntake>();
    }

    /// <summary>Gossiped ATXs in work now.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Takes an ATX: an <see cref="ObjectIntake"/>. From none and not fetched means published by this node.</summary>
    public async ValueTask<Verdict> ReceiveAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        bool limited = received is { IsFetched: false, From.IsNone: false };
        if (limited && Interlocked.Increment(ref _pending) > _options.MaxPending)
        {
            Interlocked.Decrement(ref _pending);
            return Verdict.Ignore($"{_options.MaxPending} gossiped ATXs are being validated");
        }

        try
        {
            return await TakeAsync(received, cancellationToken);
        }
        finally
        {
            if (limited)
                Interlocked.Decrement(ref _pending);
        }
    }

    private async Task<Verdict> TakeAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        long now = _storage.Now();
        var (check, error) = await _ports.Pool.RunAsync(_ => Decode(received.Bytes), WorkPriority.Normal, cancellationToken);
        if (check is null)
            return Verdict.Reject($"decoding ATX: malformed data: {error}");
        if (received.Expected is { } expected && expected.Value != check.Id.Value)
            return Verdict.Reject($"incorrect hash: atx want {expected.ToHex()[..10]}, got {check.Id}");
        var outcome = await _inFlight.RunAsync(
            Blake3.Hash(received.Bytes.Span), cancel => HandleAsync(check, received.From, now, cancel), cancellationToken);
        return await ConcludeAsync(outcome, check, received, cancellationToken);
    }

    private (AtxCheck? Check, DecodeError Error) Decode(ReadOnlyMemory<byte> bytes) =>
        VersionedAtx.TryDecode(new ScaleBytes(bytes), _options.Versions, out var atx, out var error) ? (_rules.Check(atx, atx.ComputeId()), error) : (null, error);

    /// <summary>What the sender gets, by the way the ATX came (spec 04 §6).</summary>
    private async Task<Verdict> ConcludeAsync(AtxOutcome outcome, AtxCheck check, ReceivedObject received, CancellationToken cancellationToken)
    {
        switch (outcome.Fate)
        {
            case AtxFate.Stored:
                return Verdict.Accept;
            case AtxFate.Known:
                return received is { IsFetched: false, From.IsNone: false } && check.Atx.Version == AtxVersion.V1 ? Verdict.Ignore($"known atx: {check.Id}") : Verdict.Accept;
            case AtxFate.Malicious when received.IsFetched:
                return Verdict.Accept;
            case AtxFate.Malicious:
                if (outcome.TakePublication())
                    await PublishAsync(outcome.Proof!, cancellationToken);
                return outcome.Verdict;
            default:
                return outcome.Verdict;
        }
    }

    private async Task<AtxOutcome> HandleAsync(AtxCheck check, PeerId from, long received, CancellationToken cancellationToken)
    {
        using var one = await _byId.EnterAsync(check.Id, cancellationToken);
        try
        {
            if (await _ports.Pool.RunAsync(_ => Examine(check), WorkPriority.Normal, cancellationToken) is { } early)
                return early;
            var alone = check.Alone(_ports.Clock.CurrentEpoch);
            if (await FailureAsync(check, alone, cancellationToken) is { } aloneFailure)
                return aloneFailure;
            if (await FetchAsync(check, from, cancellationToken) is { } fetchFailure)
                return fetchFailure;
            var context = await _ports.Pool.RunAsync(_ => check.InContext(_reader), WorkPriority.Normal, cancellationToken);
            if (await FailureAsync(check, context, cancellationToken) is { } contextFailure)
                return contextFailure;
            var (verdict, atx) = await _ports.Pool.RunAsync(_ => Conclude(check), WorkPriority.Normal, cancellationToken);
            return atx is null ? AtxOutcome.Failed(verdict) : await StoreAsync(check, atx, received, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogStorage(check.Id, exception.Message);
            return AtxOutcome.Ignore($"atx {check.Id}: {exception.Message}");
        }
        catch (ObjectDisposedException)
        {
            return AtxOutcome.Ignore("the node shuts down");
        }
    }

    /// <summary>Signature and whether it is known, in the order of the version; null to go on.</summary>
    private AtxOutcome? Examine(AtxCheck check)
    {
        if (check.SignatureComesFirst && !check.IsSigned())
            return AtxOutcome.Reject("invalid atx signature");
        if (IsKnown(check))
            return AtxOutcome.Known;
        return check.SignatureComesFirst || check.IsSigned() ? null : AtxOutcome.Reject($"validating atx {check.Id}: invalid atx signature");
    }

    private bool IsKnown(AtxCheck check) => _ports.Cache.TryGet(check.PublishEpoch.Target, check.Id, out _) || _ports.Database.Atxs.Contains(check.Id);

    private (Verdict Verdict, CheckedAtx? Atx) Conclude(AtxCheck check)
    {
        var verdict = check.Conclude(_reader, out var atx);
        return (verdict.IsReject ? Verdict.Reject($"validating atx {check.Id} (deps): {verdict.Reason}") : verdict, atx);
    }

    /// <summary>Verifies the claims of a stage; null to go on.</summary>
    private async Task<AtxOutcome?> FailureAsync(AtxCheck check, AtxStage stage, CancellationToken cancellationToken)
    {
        if (!stage.Verdict.IsAccept)
            return AtxOutcome.Reject($"validating atx {check.Id}: {stage.Verdict.Reason}");
        var (verdict, failed) = await _claims.VerifyAsync(stage.Claims, cancellationToken);
        if (failed is null)
            return null;
        if (verdict.Kind != ProofVerdictKind.InvalidIndex || failed is not PostClaim { Convicts: true })
            return AtxOutcome.Reject($"validating atx {check.Id}: {verdict.Error}: {verdict.Reason}");
        // 27a, also against own identities. The ATX is not stored.
        var proof = Proofs.InvalidPostIndex(_ports.Clock.Network, check.Atx.V1!, verdict.Ordinal);
        if (!await _storage.ConvictAsync(check.Smesher, proof, cancellationToken))
            return AtxOutcome.Reject($"validating atx {check.Id}: smesher {check.Smesher} is known malfeasant");
        LogConvicted(check.Smesher, check.Id, proof.Data.Type);
        return AtxOutcome.Malicious(proof);
    }

    /// <summary>Brings in what the ATX names; null when all of it is there (rows 14 to 16, 12).</summary>
    private async Task<AtxOutcome?> FetchAsync(AtxCheck check, PeerId from, CancellationToken cancellationToken)
    {
        var needed = check.Dependencies();
        Hash32[] poets = [.. needed.Poets.Select(reference => new Hash32(reference.Value))];
        Hash32[] atxs = [.. needed.Atxs.Select(id => new Hash32(id.Value))];
        if (!from.IsNone)
            _ports.Fetcher.Hint(from, [.. poets, .. atxs]);
        Verdict verdict;
        if (check.Atx.Version == AtxVersion.V1)
        {
            verdict = await FetchAsync(ObjectKind.PoetProof, poets, cancellationToken);
            if (verdict.IsAccept)
                verdict = await FetchAsync(ObjectKind.Atx, atxs, cancellationToken);
        }
        else
        {
            var verdicts = await Task.WhenAll(FetchAsync(ObjectKind.PoetProof, poets, cancellationToken), FetchAsync(ObjectKind.Atx, atxs, cancellationToken));
            verdict = verdicts[0].After(verdicts[1]);
        }

        return verdict.IsAccept ? null : AtxOutcome.Failed(verdict);
    }

    private async Task<Verdict> FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return Verdict.Accept;
        try
        {
            await _ports.Fetcher.FetchAsync(kind, ids, cancellationToken);
            return Verdict.Accept;
        }
        catch (ObjectFetchException exception)
        {
            return exception.Worst;
        }
    }

    private async Task<AtxOutcome> StoreAsync(AtxCheck check, CheckedAtx atx, long received, CancellationToken cancellationToken)
    {
        var outcome = await _storage.StoreAsync(check, atx, received, cancellationToken);
        if (outcome.Proof is { } proof)
            LogConvicted(check.Smesher, check.Id, proof.Data.Type);
        return outcome;
    }

    private async Task PublishAsync(MalfeasanceProof proof, CancellationToken cancellationToken)
    {
        try
        {
            await _ports.Gossip.PublishAsync(GossipTopics.Malfeasance, Scale.Encode(new MalfeasanceGossip(proof, null)), cancellationToken);
        }
        catch (GossipRefusedException exception)
        {
            LogNotPublished(exception.Message);
        }
    }

    [LoggerMessage(4100, LogLevel.Warning, "smesher {Smesher} is malicious: ATX {Atx}, {Kind}")]
    private partial void LogConvicted(NodeId smesher, AtxId atx, MalfeasanceProofType kind);

    [LoggerMessage(4101, LogLevel.Warning, "malfeasance proof was not published: {Reason}")]
    private partial void LogNotPublished(string reason);

    [LoggerMessage(4102, LogLevel.Error, "ATX {Atx} could not be taken in: {Reason}")]
    private partial void LogStorage(AtxId atx, string reason);
}
