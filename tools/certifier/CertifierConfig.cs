using System.Net;
using Spacemesh.Post;
using Spacemesh.Post.RandomX;

namespace Spacemesh.Tools.Certifier;

/// <summary>How the certifier runs (spec 02 §11).</summary>
/// <param name="Listen">Where it listens.</param>
/// <param name="SigningKey">Seed of the key that signs, 32 bytes.</param>
/// <param name="Post">What proofs must satisfy.</param>
/// <param name="RandomXMode">How the proof's own proof of work is checked.</param>
/// <param name="Expiration">How long certificates are good; null for ever.</param>
/// <param name="Metrics">Where metrics are served; null for nowhere.</param>
/// <param name="MaxConcurrentRequests">Proofs verified at the same time.</param>
/// <param name="MaxPendingRequests">Requests that may wait for that; more get 429.</param>
/// <param name="MaxBodySize">Largest request body in bytes.</param>
internal sealed record CertifierConfig(
    IPEndPoint Listen,
    byte[] SigningKey,
    PostConfig Post,
    RandomXMode RandomXMode,
    TimeSpan? Expiration,
    IPEndPoint? Metrics,
    int MaxConcurrentRequests,
    int MaxPendingRequests,
    int MaxBodySize = 1024);
