namespace Spacemesh.Poet.Http;

/// <summary>What a caller can do about a failed request.</summary>
public enum PoetFailure
{
    /// <summary>The server or the way to it does not work; later may help.</summary>
    Unavailable,

    /// <summary>The server refused the request as it is (400).</summary>
    InvalidRequest,

    /// <summary>The certificate or proof of work was not accepted (401).</summary>
    Unauthorized,

    /// <summary>An answer that a PoET server does not give.</summary>
    Unrecognized,

    /// <summary>No way to authorise could be found for now.</summary>
    Unstable,

    /// <summary>The server runs on another schedule than this node is configured for: the configuration is wrong.</summary>
    PhaseShiftMismatch,

    /// <summary>The server has another key than the one that it is known by: it may be another server.</summary>
    KeyMismatch,

    /// <summary>The certifier did not give a usable certificate.</summary>
    NotCertified,
}
