namespace Spacemesh.Libp2p.Identity;

/// <summary>Kinds of identity keys, as numbered on the wire (spec 08 §2.1).</summary>
public enum KeyType
{
    Rsa = 0,
    Ed25519 = 1,
    Secp256k1 = 2,
    Ecdsa = 3,
}
