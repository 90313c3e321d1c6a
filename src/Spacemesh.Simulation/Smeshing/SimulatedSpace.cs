using Spacemesh.Ports.Smeshing;
using Spacemesh.Post;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Smeshing;

/// <summary>
/// A PoST service without files: the labels of its small space are computed when they are needed, good ones are found by asking the
/// verifier, and its proofs are valid for everyone who verifies with <see cref="AnyPow"/>. Proving takes virtual time.
/// </summary>
internal sealed class SimulatedSpace : IPostProvider
{
    /// <summary>Nonces that share a proof of work; more than one group is never needed for a space of some hundred labels.</summary>
    private const uint Nonces = 16;

    private readonly PostConfig _config;
    private readonly ProofVerifier _finder;
    private readonly TimeProvider _time;
    private readonly TimeSpan _takes;
    private readonly PostServiceInfo _info;

    public SimulatedSpace(NodeId identity, AtxId commitment, PostConfig config, ILabelEngine labels, AnyPow pow, TimeProvider time, TimeSpan takes)
    {
        Identity = identity;
        _config = config;
        // One index at a time: a verifier that is content with a single label tells which labels are good.
        _finder = new ProofVerifier(config, labels, pow);
        _time = time;
        _takes = takes;
        uint units = config.MinNumUnits;
        ulong nonce = 0;
        while (VrfNonce.WhyInvalid(labels, identity, commitment, nonce, units, config.LabelsPerUnit, config.Scrypt) is not null)
            nonce++;
        _info = new PostServiceInfo(identity, commitment, nonce, units, config.LabelsPerUnit);
    }

    public NodeId Identity { get; }

    public Task<PostServiceInfo> InfoAsync(CancellationToken cancellationToken = default) => Task.FromResult(_info);

    public async Task<PostServiceProof> ProveAsync(Hash32 challenge, CancellationToken cancellationToken = default)
    {
        await Task.Delay(_takes, _time, cancellationToken);
        for (uint nonce = 0; nonce < Nonces; nonce++)
        {
            if (TryProve(challenge, nonce) is { } proof)
                return new PostServiceProof(proof, _info);
        }

        throw new PostProviderException(PostProviderFailure.Failed, $"the space of {Identity} has too few good labels for {challenge}");
    }

    private PostProof? TryProve(Hash32 challenge, uint nonce)
    {
        ulong labels = _info.Units * _config.LabelsPerUnit;
        int bits = ProofIndices.BitsPerIndex(labels);
        var metadata = new PostProofMetadata(Identity, _info.CommitmentAtx, challenge, _info.Units);
        var good = new List<ulong>();
        for (ulong index = 0; index < labels && good.Count < _config.K2; index++)
        {
            var probe = new PostProof(nonce, ProofIndices.Pack([.. Enumerable.Repeat(index, (int)_config.K2)], bits), 0);
            if (_finder.Verify(probe, metadata, IndexSelection.One(0)).IsValid)
                good.Add(index);
        }

        return good.Count == _config.K2 ? new PostProof(nonce, ProofIndices.Pack(good, bits), 0) : null;
    }
}
