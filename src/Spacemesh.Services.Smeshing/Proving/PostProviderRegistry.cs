using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Services.Smeshing.Proving;

/// <summary>The PoST services that are connected now. One lock.</summary>
public sealed class PostProviderRegistry : IPostProviders, IPostProviderRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NodeId, IPostProvider> _providers = [];
    private volatile bool _allowsConnections;

    /// <param name="allowsConnections">Whether the node has a coinbase; starting smeshing says so later.</param>
    public PostProviderRegistry(bool allowsConnections = false) => _allowsConnections = allowsConnections;

    public bool AllowsConnections => _allowsConnections;

    public IReadOnlyList<NodeId> Connected
    {
        get
        {
            lock (_lock)
                return [.. _providers.Keys.Order()];
        }
    }

    public void AllowConnections() => _allowsConnections = true;

    public IPostProvider? Find(NodeId identity)
    {
        lock (_lock)
            return _providers.GetValueOrDefault(identity);
    }

    public IDisposable? TryRegister(IPostProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        lock (_lock)
            return _providers.TryAdd(provider.Identity, provider) ? new Registration(this, provider) : null;
    }

    private void Remove(IPostProvider provider)
    {
        lock (_lock)
        {
            if (_providers.TryGetValue(provider.Identity, out var registered) && registered == provider)
                _providers.Remove(provider.Identity);
        }
    }

    private sealed class Registration(PostProviderRegistry registry, IPostProvider provider) : IDisposable
    {
        public void Dispose() => registry.Remove(provider);
    }
}
