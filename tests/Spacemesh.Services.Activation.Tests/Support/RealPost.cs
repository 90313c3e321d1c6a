using System.Collections.Concurrent;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>
/// Verifies for real, on the caller's thread. The same question gets the remembered answer: golden files judge the same ATXs again and again.
/// </summary>
internal sealed class RealPost : IPostVerification
{
    private static readonly IRandomX RandomX = Load();

    private static readonly ConcurrentDictionary<string, ProofVerdict> Remembered = new(StringComparer.Ordinal);

    private readonly ProofVerifier _verifier;
    private readonly PostConfig _config;
    private readonly string _seed;

    public RealPost(PostConfig config, byte[] seed)
    {
        _config = config;
        _seed = Convert.ToHexStringLower(seed);
        _verifier = new ProofVerifier(config, Labels, RandomX);
        Sample = IndexSelection.Subset(config.K3, seed);
    }

    public static ILabelEngine Labels { get; } = LabelEngines.Best();

    public IndexSelection Sample { get; }

    public bool SampleIsComplete => _config.K3 >= _config.K2;

    /// <summary>Every request in order, with its verdict.</summary>
    public List<(ProofRequest Request, bool Prioritised, ProofVerdict Verdict)> Requests { get; } = [];

    /// <summary>Runs before each verification.</summary>
    public Func<ProofRequest, CancellationToken, Task>? Before { get; set; }

    public async Task<ProofVerdict> VerifyAsync(ProofRequest request, bool prioritised = false, CancellationToken cancellationToken = default)
    {
        if (Before is { } before)
            await before(request, cancellationToken);
        var verdict = Remembered.GetOrAdd(KeyOf(request), _ => _verifier.Verify(request.Proof, request.Metadata, request.Selection));
        lock (Requests)
            Requests.Add((request, prioritised, verdict));
        return verdict;
    }

    private string KeyOf(ProofRequest request)
    {
        var metadata = request.Metadata;
        return $"{_config} {request.Selection} {SeedOf(request.Selection)} {request.Proof.Nonce} {request.Proof.Pow} {Convert.ToHexStringLower(request.Proof.Indices.Span)} "
            + $"{metadata.NodeId.ToHex()} {metadata.CommitmentAtxId.ToHex()} {metadata.Challenge.ToHex()} {metadata.NumUnits}";
    }

    /// <summary>A sample's text does not show the seed's bytes.</summary>
    private string SeedOf(IndexSelection selection) => ReferenceEquals(selection, Sample) ? _seed : "";

    private static IRandomX Load() => RandomXLoader.LoadAsync(K2Pow.RandomXKey, new RandomXOptions(), new InlineWorkPool()).AsTask().GetAwaiter().GetResult();
}
