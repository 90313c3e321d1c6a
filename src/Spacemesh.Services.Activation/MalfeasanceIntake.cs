using Microsoft.Extensions.Logging;
using Spacemesh.Codec;
using Spacemesh.Malfeasance;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Activation;

/// <summary>The one way of malfeasance proofs into the node, by gossip and by sync (spec 04 §12.1).</summary>
public sealed partial class MalfeasanceIntake
{
    private readonly ActivationPorts _ports;
    private readonly ProofRules _rules;
    private readonly ClaimVerifier _claims;
    private readonly StoredConflictReader _reader;
    private readonly AsyncSemaphore _writer = new(1);
    private readonly ILogger _log;

    public MalfeasanceIntake(ActivationPorts ports, ActivationOptions options)
    {
        _ports = ports;
        _rules = new ProofRules(ports.CreateVerifier());
        _claims = new ClaimVerifier(ports, options.Post);
        _reader = new StoredConflictReader(ports.Database);
        _log = ports.Logs.CreateLogger<MalfeasanceIntake>();
    }

    /// <summary>Takes a proof: an <see cref="ObjectIntake"/>. Fetched ones are expected by the identity they are about.</summary>
    public async ValueTask<Verdict> ReceiveAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        var decoded = Decode(received, out var proof);
        if (proof is null)
        {
            _ports.Instruments.MalfeasanceJudged("mal", isValid: false);
            return decoded;
        }

        if (!decoded.IsAccept)
            return Refuse(proof, decoded);
        try
        {
            var check = await _ports.Pool.RunAsync(_ => _rules.Check(proof, _reader), WorkPriority.Normal, cancellationToken);
            if (check.Fault is { } fault)
                return Refuse(proof, Verdict.Reject($"invalid proof: {fault}"));
            if (check.Claim is { } claim && !await _claims.IsBadAsync(claim, cancellationToken))
                return Refuse(proof, Verdict.Reject("invalid proof: invalid post index malfeasance proof - POST is valid"));
            ScaleBytes encoded = Scale.Encode(proof);
            if (received is { IsFetched: false, From.IsNone: true })
                return Confirm(check.Identity, encoded, TypeOf(proof));
            return await StoreAsync(check.Identity, encoded, TypeOf(proof), received.Expected, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogStorage(exception.Message);
            return Verdict.Ignore(exception.Message);
        }
        catch (ObjectDisposedException)
        {
            return Verdict.Ignore("the node shuts down");
        }
    }

    private static Verdict Decode(ReceivedObject received, out MalfeasanceProof? proof)
    {
        proof = null;
        if (received.IsFetched)
        {
            if (!Scale.TryDecode<MalfeasanceProof>(received.Bytes.Span, out var fetched, out _))
                return Verdict.Reject("malformed data");
            proof = fetched;
            return Verdict.Accept;
        }

        if (!Scale.TryDecode<MalfeasanceGossip>(received.Bytes.Span, out var gossip, out _))
            return Verdict.Reject("malformed data");
        proof = gossip.MalfeasanceProof;
        return gossip.Eligibility is null ? Verdict.Accept : Verdict.Reject("eligibility field was deprecated with hare3");
    }

    /// <summary>Names of the metric (spec 09b §11.1).</summary>
    private static string TypeOf(MalfeasanceProof proof) => proof.Data.Type switch
    {
        MalfeasanceProofType.MultipleAtxs => "atx",
        MalfeasanceProofType.MultipleBallots => "ballot",
        MalfeasanceProofType.HareEquivocation => "hare_eq",
        MalfeasanceProofType.InvalidPostIndex => "invalid_post_index",
        _ => "invalid_prev_atx",
    };

    private Verdict Refuse(MalfeasanceProof proof, Verdict verdict)
    {
        _ports.Instruments.MalfeasanceJudged(TypeOf(proof), isValid: false);
        return verdict;
    }

    /// <summary>An own publication: whoever found the contradiction has stored it.</summary>
    private Verdict Confirm(NodeId identity, ScaleBytes proof, string type)
    {
        // Those who found it also told the law when they marked the identity.
        if (!_ports.Cache.IsMalicious(identity))
            _ports.Observer.IdentityMalicious(identity);
        Tell(identity, proof, type);
        return Verdict.Accept;
    }

    private async Task<Verdict> StoreAsync(NodeId identity, ScaleBytes proof, string type, Hash32? expected, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            using var transaction = _ports.Database.Begin(cancellationToken);
            if (transaction.MaliciousIdentities.Contains(identity))
                return Verdict.Accept; // the first proof stays
            transaction.MaliciousIdentities.Add(identity, proof, (long)LayerTimeline.ToNanoseconds(_ports.Time.GetUtcNow()));
            transaction.Commit();
        }
        finally
        {
            _writer.Release();
        }

        _ports.Cache.SetMalicious(identity);
        _ports.Observer.IdentityMalicious(identity);
        Tell(identity, proof, type);
        LogConvicted(identity);
        // A valid proof counts even where another one was asked for.
        return expected is { } wanted && wanted.Value != identity.Value
            ? Verdict.Reject($"incorrect hash: malfeasance proof want {wanted.ToHex()[..10]}, got {identity}")
            : Verdict.Accept;
    }

    private void Tell(NodeId identity, ScaleBytes proof, string type)
    {
        _ports.Instruments.MalfeasanceJudged(type, isValid: true);
        _ports.Events.Publish(new MalfeasanceProven(identity, proof));
        if (_ports.Signers.All.Any(signer => signer.NodeId == identity))
            _ports.Events.Publish(new OwnMalfeasance(identity, proof));
    }

    [LoggerMessage(4110, LogLevel.Warning, "smesher {Smesher} is malicious: proof received")]
    private partial void LogConvicted(NodeId smesher);

    [LoggerMessage(4111, LogLevel.Error, "malfeasance proof could not be taken in: {Reason}")]
    private partial void LogStorage(string reason);
}
