namespace Spacemesh.Crypto.Addresses;

/// <summary>Why a text is not an address, in the order of the checks (spec 01 §5.1).</summary>
public enum AddressFault
{
    None,

    /// <summary>Not bech32.</summary>
    Bech32,

    /// <summary>Not 24 bytes.</summary>
    Length,

    /// <summary>The prefix of another network.</summary>
    Network,

    /// <summary>The first four bytes are not zero.</summary>
    ReservedSpace,
}
