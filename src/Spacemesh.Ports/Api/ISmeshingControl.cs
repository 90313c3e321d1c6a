using Spacemesh.Primitives;

namespace Spacemesh.Ports.Api;

/// <summary>Smeshing as its user steers it (spec 04 §19). Thread-safe.</summary>
public interface ISmeshingControl
{
    /// <summary>Whether a PoST service may be supervised by this node: it has exactly one identity in <c>local.key</c>.</summary>
    bool IsSupervised { get; }

    /// <summary>The ATX builder runs.</summary>
    bool IsSmeshing { get; }

    /// <summary>Identities that the builder works for.</summary>
    IReadOnlyList<NodeId> Identities { get; }

    Address Coinbase { get; set; }

    /// <summary>State of the PoST initialisation.</summary>
    PostSetupReport PostSetup { get; }

    /// <summary>Starts the supervised PoST service and the builder.</summary>
    /// <exception cref="SmeshingException">It cannot be started now.</exception>
    Task StartAsync(Address coinbase, PostSetupRequest request, CancellationToken cancellationToken = default);

    /// <summary>Stops the builder, then the supervised service.</summary>
    /// <exception cref="SmeshingException">It does not run.</exception>
    Task StopAsync(bool deleteFiles, CancellationToken cancellationToken = default);

    /// <summary>Devices that can compute labels, the CPU among them, measured one after the other where asked for.</summary>
    /// <exception cref="SmeshingException">They cannot be listed or measured.</exception>
    Task<IReadOnlyList<PostProviderReport>> ProvidersAsync(bool benchmark, CancellationToken cancellationToken = default);

    /// <summary>The identities of the node and whether each proves now; no order.</summary>
    IReadOnlyList<PostIdentityReport> PostStates();
}
