namespace Spacemesh.Poet.Registration;

/// <summary>What the check of a certificate found (spec 03 §10.2), in the order of the checks.</summary>
public enum CertificateVerdict
{
    Valid,

    /// <summary>Not signed by the certifier's key.</summary>
    SignatureMismatch,

    /// <summary>The signed bytes are not a certificate.</summary>
    Undecodable,

    /// <summary>It was made for another node id.</summary>
    PubkeyMismatch,

    /// <summary>Its time is over.</summary>
    Expired,
}
