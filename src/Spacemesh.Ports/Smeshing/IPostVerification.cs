using Spacemesh.Post.Verification;

namespace Spacemesh.Ports.Smeshing;

/// <summary>Verifies PoST proofs on bounded workers (spec 04 §10). Waits while its queue is full.</summary>
public interface IPostVerification
{
    /// <summary>The indices that are checked of a NIPoST's proof that others published.</summary>
    IndexSelection Sample { get; }

    /// <summary>Whether <see cref="Sample"/> leaves no index out, so that an ATX that passes it is valid for good.</summary>
    bool SampleIsComplete { get; }

    /// <param name="request">Proof, what it is about, and which of its indices to check.</param>
    /// <param name="prioritised">Whether it goes before those of others; proofs of own identities do anyway.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ObjectDisposedException">The service is closed.</exception>
    Task<ProofVerdict> VerifyAsync(ProofRequest request, bool prioritised = false, CancellationToken cancellationToken = default);
}
