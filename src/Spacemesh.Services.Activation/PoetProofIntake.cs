using Spacemesh.Activation;
using Spacemesh.Codec;
using Spacemesh.Poet.Verification;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Services.Activation;

/// <summary>
/// The one way of PoET proofs into the node, and what ATX rules use of those that are there (spec 03 §14.4, 04 §13). Nothing that a proof
/// shows is the sender's fault: a bad one only fails its fetch.
/// </summary>
public sealed class PoetProofIntake(ActivationPorts ports, ActivationOptions options) : IPoetProofs
{
    private readonly InFlight<PoetProofRef, Verdict> _inFlight = new();
    private readonly RecentlyUsed<PoetProofRef, PoetFacts> _facts = new(options.PoetProofsCache);

    /// <summary>Takes a fetched proof: an <see cref="ObjectIntake"/>.</summary>
    public async ValueTask<Verdict> ReceiveAsync(ReceivedObject received, CancellationToken cancellationToken)
    {
        if (!Scale.TryDecode<PoetProofMessage>(received.Bytes.Span, out var message, out var error))
            return Verdict.Ignore($"malformed PoET proof: {error}");
        var reference = message.ComputeRef();
        if (received.Expected is { } expected && expected.Value != reference.Value)
            return Verdict.Ignore($"fetched wrong poet proof hash. want {expected.ToHex()[..10]}, got {reference.ToHex()[..10]}");
        return await TakeAsync(message, reference, cancellationToken);
    }

    public Task<Verdict> TakeAsync(PoetProofMessage message, CancellationToken cancellationToken = default) =>
        TakeAsync(message, message.ComputeRef(), cancellationToken);

    /// <summary>The facts of a stored proof; null where it is not there.</summary>
    public PoetFacts? Find(PoetProofRef reference)
    {
        if (_facts.TryGet(reference, out var facts))
            return facts;
        if (ports.Database.Poets.Find(reference) is not { } stored)
            return null;
        if (!Scale.TryDecode<PoetProofMessage>(stored.Span, out var message, out var error))
            throw new StorageException(StorageErrorKind.Corrupt, $"poets: the proof {reference} does not decode: {error}");
        facts = new PoetFacts(message.Proof.LeafCount, message.Statement);
        _facts.Add(reference, facts);
        return facts;
    }

    private Task<Verdict> TakeAsync(PoetProofMessage message, PoetProofRef reference, CancellationToken cancellationToken) =>
        _inFlight.RunAsync(reference, cancel => VerifyAndStoreAsync(message, reference, cancel), cancellationToken);

    private async Task<Verdict> VerifyAndStoreAsync(PoetProofMessage message, PoetProofRef reference, CancellationToken cancellationToken)
    {
        try
        {
            if (_facts.TryGet(reference, out _) || ports.Database.Poets.Contains(reference))
                return Verdict.Accept;
            var verdict = await ports.Pool.RunAsync(_ => Verify(message), WorkPriority.Normal, cancellationToken);
            if (!verdict.IsValid)
                return Verdict.Ignore($"failed to validate poet proof {reference}: validate PoET: {verdict}");
            _ = ports.Database.Poets.Add(reference, Scale.Encode(message), message.PoetServiceId, message.RoundId);
            _facts.Add(reference, new PoetFacts(message.Proof.LeafCount, message.Statement));
            return Verdict.Accept;
        }
        catch (StorageException exception)
        {
            return Verdict.Ignore($"PoET proof {reference}: {exception.Message}");
        }
    }

    private static WorkVerdict Verify(PoetProofMessage message)
    {
        var statement = message.Statement;
        return WorkVerifier.Verify(Hash32.Span(in statement), message.Proof);
    }
}
