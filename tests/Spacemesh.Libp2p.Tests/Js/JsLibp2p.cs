using Spacemesh.Testing;

namespace Spacemesh.Libp2p.Tests.Js;

/// <summary>js-libp2p and the Node that it needs.</summary>
public sealed class JsLibp2p
{
    // The package "node" fetches its binary by a script.
    private readonly NpmPackages _packages = new(
        "js-libp2p",
        [
            "libp2p@3.3.11", "@libp2p/tcp@11.0.28", "@chainsafe/libp2p-noise@17.0.0", "@chainsafe/libp2p-yamux@8.0.1", "@libp2p/identify@4.1.14",
            "@libp2p/ping@3.1.13", "@libp2p/kad-dht@16.4.5", "@libp2p/gossipsub@17.1.1", "@libp2p/circuit-relay-v2@4.2.13", "@libp2p/dcutr@3.0.28",
            "@libp2p/autonat@3.0.28", "@chainsafe/libp2p-quic@2.1.1", "node@22",
        ],
        runScripts: true);

    public string Folder => _packages.Folder;

    /// <summary>Why js-libp2p cannot run here; null where it can.</summary>
    public string? Missing => _packages.Missing;
}
