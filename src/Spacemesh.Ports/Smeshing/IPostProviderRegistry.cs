namespace Spacemesh.Ports.Smeshing;

/// <summary>Where PoST services make themselves known: sessions of remote ones, and the one in this process.</summary>
public interface IPostProviderRegistry
{
    /// <summary>Whether services may connect: the node has a coinbase, or smeshing was started (spec 04 §5.1).</summary>
    bool AllowsConnections { get; }

    /// <summary>Registers a service until the result is disposed; null where its identity has one (<c>post service already registered</c>). Unknown identities are welcome.</summary>
    IDisposable? TryRegister(IPostProvider provider);
}
