using Spacemesh.Activation;
using Spacemesh.Malfeasance;
using Spacemesh.Post;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation;

/// <summary>Verifies what ATXs and malfeasance proofs claim, on the workers meant for it.</summary>
internal sealed class ClaimVerifier(ActivationPorts ports, PostConfig config)
{
    // Scrypt parameters that no label can be made with would make every ATX look bad.
    private readonly uint _n = config.Scrypt.RequireInitializable();

    /// <summary>The verdict of the first claim that does not hold; valid where all do.</summary>
    public async Task<(ProofVerdict Verdict, AtxClaim? Failed)> VerifyAsync(IReadOnlyList<AtxClaim> claims, CancellationToken cancellationToken)
    {
        foreach (var claim in claims)
        {
            var verdict = claim switch
            {
                NonceClaim nonce => await VerifyAsync(nonce, cancellationToken),
                PostClaim post => await VerifyAsync(post, prioritised: false, cancellationToken),
                _ => throw new InvalidOperationException($"a claim of unknown kind: {claim.GetType()}"),
            };
            if (!verdict.IsValid)
                return (verdict, claim);
        }

        return (ProofVerdict.Valid, null);
    }

    public async Task<ProofVerdict> VerifyAsync(PostClaim claim, bool prioritised, CancellationToken cancellationToken)
    {
        if (claim.Post is not { } post)
            return Invalid("the proof is absent");
        var selection = claim.Scope == PostScope.All ? IndexSelection.All : ports.Post.Sample;
        if (Request(claim.Node, claim.Commitment, claim.Challenge.Span, claim.NumUnits, post, selection, out var request) is { } fault)
            return Invalid(fault);
        return await ports.Post.VerifyAsync(request!, prioritised, cancellationToken);
    }

    /// <summary>Whether the accusation holds: the PoST does not verify.</summary>
    public async Task<bool> IsBadAsync(BadPostClaim claim, CancellationToken cancellationToken)
    {
        if (claim.Post is not { } post
            || Request(claim.Node, claim.Commitment, claim.Challenge.Span, claim.NumUnits, post, IndexSelection.One(claim.Ordinal), out var request) is not null)
            return true;
        var verdict = await ports.ProofPost.VerifyAsync(request!, prioritised: false, cancellationToken);
        return !verdict.IsValid;
    }

    private static ProofVerdict Invalid(string reason) => new(ProofVerdictKind.Invalid, 0, reason);

    private static string? Request(
        NodeId node, AtxId commitment, ReadOnlySpan<byte> challenge, uint units, PostV1 post, IndexSelection selection, out ProofRequest? request)
    {
        string? fault = PostProofMetadata.TryCreate(NodeId.Span(in node), AtxId.Span(in commitment), challenge, post.Indices.Span, units, out var metadata);
        request = metadata is null ? null : new ProofRequest(new PostProof(post.Nonce, post.Indices.Memory, post.Pow), metadata, selection);
        return fault;
    }

    private async ValueTask<ProofVerdict> VerifyAsync(NonceClaim claim, CancellationToken cancellationToken)
    {
        string? fault = await ports.Pool.RunAsync(_ => WhyInvalid(claim), WorkPriority.Normal, cancellationToken);
        return fault is null ? ProofVerdict.Valid : Invalid($"invalid vrf nonce: {fault}");
    }

    private string? WhyInvalid(NonceClaim claim)
    {
        try
        {
            return VrfNonce.WhyInvalid(ports.Labels, claim.Node, claim.Commitment, claim.Nonce, claim.NumUnits, claim.LabelsPerUnit, config.Scrypt with { N = _n });
        }
        catch (PostOptionException exception)
        {
            // A space that is no space: 8 labels or fewer. The reference dies of it.
            return exception.Message;
        }
    }
}
