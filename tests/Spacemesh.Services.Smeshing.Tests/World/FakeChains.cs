using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Services.Smeshing.Tests.World;

internal sealed class FakeChains(Func<AtxId, bool>? isGood = null) : IAtxChainVerifier
{
    public List<AtxId> Verified { get; } = [];

    public Task<bool> VerifyAsync(AtxId atx, NodeId? trusted, DateTimeOffset? assumeValidBefore, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Verified.Add(atx);
        return Task.FromResult(isGood?.Invoke(atx) ?? true);
    }
}
