namespace Spacemesh.Libp2p.Gossip;

/// <summary>A peer named in a PRUNE: its id and, where known, the envelope with its addresses.</summary>
internal sealed record ExchangedPeer(byte[] Id, byte[]? SignedRecord);
