using Spacemesh.Ports.Smeshing;
using Spacemesh.Services.Smeshing.Proving;

namespace Spacemesh.Smeshing.Tests.World;

/// <summary>The node's registry, with a signal for each registration.</summary>
internal sealed class TestRegistry(bool allows) : IPostProviderRegistry
{
    private readonly PostProviderRegistry _inner = new(allows);

    public bool AllowsConnections => _inner.AllowsConnections;

    public IPostProviders Providers => _inner;

    public IDisposable? TryRegister(IPostProvider provider) => _inner.TryRegister(provider);

    public async Task<IPostProvider> ConnectedAsync(NodeId identity)
    {
        IPostProvider? found = null;
        await Limit.UntilAsync(() => (found = _inner.Find(identity)) is not null, $"no PoST service of {identity} connected");
        return found!;
    }
}
