using Spacemesh.Crypto.KeyExchange;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Security;

/// <summary>
/// The three messages of Noise XX with libp2p's identity payload (spec 08 §2.4), without any I/O. Sends no extensions and ignores those
/// of the peer, so the muxer is always negotiated.
/// </summary>
public sealed class NoiseHandshake
{
    /// <summary>Longest message, without its length prefix.</summary>
    public const int MaximumMessage = 65535;

    private static readonly byte[] SignaturePrefix = "noise-libp2p-static-key:"u8.ToArray();

    private readonly NoiseSymmetricState _state;
    private readonly IdentityKey _identity;
    private readonly NoiseKeyPair _static;
    private readonly NoiseKeyPair _ephemeral;
    private readonly PeerId? _expected;
    private byte[] _remoteEphemeral = [];
    private byte[] _remoteStatic = [];

    /// <param name="identity">Own identity.</param>
    /// <param name="staticKey">Fresh for every connection.</param>
    /// <param name="ephemeralKey">Fresh for every connection.</param>
    /// <param name="prologue">Both sides must have the same.</param>
    /// <param name="expected">The peer that must answer; null takes anyone.</param>
    public NoiseHandshake(IdentityKey identity, NoiseKeyPair staticKey, NoiseKeyPair ephemeralKey, ReadOnlySpan<byte> prologue, PeerId? expected = null)
    {
        _identity = identity;
        _static = staticKey;
        _ephemeral = ephemeralKey;
        _expected = expected;
        _state = new NoiseSymmetricState(prologue);
    }

    /// <summary>The peer's identity, once its payload was read.</summary>
    public PublicKey? RemoteKey { get; private set; }

    public ReadOnlySpan<byte> HandshakeHash => _state.HandshakeHash;

    /// <summary>Own signed payload.</summary>
    public byte[] Payload()
    {
        byte[] signature = _identity.Sign([.. SignaturePrefix, .. _static.PublicKey]);
        return new ProtoWriter(128).Bytes(1, _identity.PublicKey.Encoded).Bytes(2, signature).ToArray();
    }

    public byte[] WriteFirst()
    {
        _state.MixHash(_ephemeral.PublicKey);
        return [.. _ephemeral.PublicKey, .. _state.EncryptAndHash([])];
    }

    public void ReadFirst(ReadOnlySpan<byte> message)
    {
        TakeEphemeral(message);
        if (_state.DecryptAndHash(message[X25519.KeySize..]) is null)
            throw Failed("message 1");
    }

    public byte[] WriteSecond()
    {
        _state.MixHash(_ephemeral.PublicKey);
        Agree(_ephemeral, _remoteEphemeral, "message 1");
        byte[] key = _state.EncryptAndHash(_static.PublicKey);
        Agree(_static, _remoteEphemeral, "message 1");
        return [.. _ephemeral.PublicKey, .. key, .. _state.EncryptAndHash(Payload())];
    }

    public void ReadSecond(ReadOnlySpan<byte> message)
    {
        TakeEphemeral(message);
        Agree(_ephemeral, _remoteEphemeral, "message 2");
        var rest = TakeStatic(message[X25519.KeySize..], "message 2");
        Agree(_ephemeral, _remoteStatic, "message 2");
        TakePayload(rest, "message 2");
    }

    public byte[] WriteThird()
    {
        byte[] key = _state.EncryptAndHash(_static.PublicKey);
        Agree(_static, _remoteEphemeral, "message 2");
        return [.. key, .. _state.EncryptAndHash(Payload())];
    }

    public void ReadThird(ReadOnlySpan<byte> message)
    {
        var rest = TakeStatic(message, "message 3");
        Agree(_ephemeral, _remoteStatic, "message 3");
        TakePayload(rest, "message 3");
    }

    /// <summary>Keys from the initiator to the responder and back, after the third message.</summary>
    public (byte[] Forward, byte[] Backward) Split() => _state.Split();

    private static Libp2pException Failed(string message) =>
        new(Libp2pFault.HandshakeFailed, $"Noise {message} is not valid: the peer belongs to another network, or its bytes were damaged");

    private void TakeEphemeral(ReadOnlySpan<byte> message)
    {
        if (message.Length < X25519.KeySize)
            throw Failed("message");
        _remoteEphemeral = message[..X25519.KeySize].ToArray();
        _state.MixHash(_remoteEphemeral);
    }

    private ReadOnlySpan<byte> TakeStatic(ReadOnlySpan<byte> message, string name)
    {
        const int Size = X25519.KeySize + NoiseSymmetricState.TagSize;
        if (message.Length < Size)
            throw Failed(name);
        _remoteStatic = _state.DecryptAndHash(message[..Size]) ?? throw Failed(name);
        return message[Size..];
    }

    private void Agree(NoiseKeyPair own, byte[] remote, string name)
    {
        if (!_state.TryMixKey(own.PrivateKey, remote))
            throw Failed(name);
    }

    private void TakePayload(ReadOnlySpan<byte> encrypted, string name)
    {
        byte[] payload = _state.DecryptAndHash(encrypted) ?? throw Failed(name);
        PublicKey? key = null;
        byte[] signature = [];
        var reader = new ProtoReader(payload);
        while (reader.Next())
        {
            if (reader.IsBytes(1) && !PublicKey.TryDecode(reader.Bytes, out key))
                throw Failed(name);
            if (reader.IsBytes(2))
                signature = reader.Bytes.ToArray();
        }

        if (reader.Malformed || key is null || !key.Verify([.. SignaturePrefix, .. _remoteStatic], signature))
            throw Failed($"{name} (identity)");
        if (_expected is not null && !_expected.Matches(key))
            throw new Libp2pException(Libp2pFault.WrongPeer, $"{PeerId.Of(key)} answered where {_expected} was expected");
        RemoteKey = key;
    }
}
