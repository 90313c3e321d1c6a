namespace Spacemesh.Ports.Api;

/// <summary>Why smeshing cannot do what its user asks for.</summary>
public enum SmeshingFault
{
    /// <summary>The node is not set up for it: <c>post supervisor config is not set</c> and the like.</summary>
    NotConfigured,

    /// <summary>Anything else: already started, not started, no devices.</summary>
    Failed,
}
