using System.Net;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Resolves the names in addresses.</summary>
public interface INameResolver
{
    /// <summary>Addresses of a name; empty when it has none.</summary>
    ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Texts of a name's TXT records; empty when it has none or they cannot be asked for.</summary>
    ValueTask<IReadOnlyList<string>> ResolveTextAsync(string name, CancellationToken cancellationToken = default);
}
