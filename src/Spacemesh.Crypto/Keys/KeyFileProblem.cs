namespace Spacemesh.Crypto.Keys;

/// <summary>Why a key file or a directory of them was refused (spec 01 §3.5).</summary>
public enum KeyFileProblem
{
    /// <summary>No such file.</summary>
    Missing,

    /// <summary>The file or directory exists and could not be read or written.</summary>
    Access,

    /// <summary>The content is not 128 or 129 bytes long.</summary>
    Size,

    /// <summary>The content is not 128 hex characters.</summary>
    Encoding,

    /// <summary>The two halves of the key do not belong together.</summary>
    Mismatch,

    /// <summary>The file to create is there already.</summary>
    Exists,

    /// <summary>No such directory.</summary>
    NoDirectory,

    /// <summary>The directory holds no key file.</summary>
    NoIdentity,

    /// <summary>Two files hold the same key.</summary>
    Duplicate,

    /// <summary>Several identities, one of them named <c>local.key</c>.</summary>
    SupervisedAmongRemote,
}
