using System.Buffers.Binary;
using System.Text.Json;
using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identify;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Multiplexing;
using Spacemesh.Libp2p.Negotiation;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Libp2p.Tests.Vectors;

/// <summary>Whole recorded connections: our stack, with the recorded keys, produces the same handshake bytes and understands everything that follows.</summary>
[VectorFile("08-connection")]
public sealed class ConnectionVectors : VectorSuite
{
    private static readonly string[] Sides = ["dialer", "listener"];

    public override void Check(VectorCase vector)
    {
        foreach (string side in Sides)
            CheckIdentity(vector.In.GetProperty(side));
        if (!vector.Out.Has("noise"))
        {
            CheckFailure(vector);
            return;
        }

        CheckHandshake(vector);
        CheckTransport(vector);
        CheckFrames(vector);
        foreach (string side in Sides)
            CheckLive(vector, side);
        foreach (var stream in vector.Out.GetProperty("streams").EnumerateArray())
            CheckContent(stream);
    }

    private static void CheckIdentity(JsonElement side)
    {
        var key = Key(side);
        VectorCase.Equal(side.Text("peer_id"), key.Id.ToString(), "peer id");
        VectorCase.Equal(side.Hex("peer_id_bytes"), key.Id.Bytes, "peer id");
        VectorCase.Equal(side.Hex("identity_private_key_proto"), key.EncodePrivate(), "private key");
    }

    private static IdentityKey Key(JsonElement side)
    {
        VectorCase.True(IdentityKey.TryDecodePrivate(side.Hex("identity_private_key_proto"), out var key), "private key is not read");
        return key!;
    }

    private static byte[] Prologue(JsonElement input, string side) =>
        System.Text.Encoding.ASCII.GetBytes(input.Text(side == "listener" && input.Has("listener_prologue") ? "listener_prologue" : "prologue"));

    private static NoiseHandshake Handshake(VectorCase vector, string side)
    {
        var keys = vector.In.GetProperty(side);
        return new NoiseHandshake(Key(keys), new NoiseKeyPair(keys.Hex("noise_static_private")), new NoiseKeyPair(keys.Hex("noise_ephemeral_private")), Prologue(vector.In, side));
    }

    private static void CheckHandshake(VectorCase vector)
    {
        var noise = vector.Out.GetProperty("noise");
        var dialer = Handshake(vector, "dialer");
        var listener = Handshake(vector, "listener");
        byte[] first = dialer.WriteFirst();
        VectorCase.Equal(noise.Hex("message1"), first, "message 1");
        listener.ReadFirst(first);
        byte[] second = listener.WriteSecond();
        VectorCase.Equal(noise.Hex("message2"), second, "message 2");
        VectorCase.Equal(noise.Hex("payload2"), listener.Payload(), "payload 2");
        dialer.ReadSecond(second);
        byte[] third = dialer.WriteThird();
        VectorCase.Equal(noise.Hex("message3"), third, "message 3");
        VectorCase.Equal(noise.Hex("payload3"), dialer.Payload(), "payload 3");
        listener.ReadThird(third);
        VectorCase.Equal(noise.Hex("handshake_hash"), dialer.HandshakeHash, "handshake hash");
        var (forward, backward) = listener.Split();
        VectorCase.Equal(noise.Hex("key_dialer_to_listener"), forward, "key to the listener");
        VectorCase.Equal(noise.Hex("key_listener_to_dialer"), backward, "key to the dialer");
    }

    private static byte[] Raw(VectorCase vector, string side) =>
        [.. vector.Out.GetProperty("raw").EnumerateArray().Where(chunk => chunk.Text("from") == side && chunk.Has("hex")).SelectMany(chunk => chunk.Hex("hex"))];

    /// <summary>Bytes before the first transport message: tokens and handshake.</summary>
    private static int HandshakeSize(VectorCase vector, string side)
    {
        var noise = vector.Out.GetProperty("noise");
        int tokens = vector.Out.GetProperty("security_tokens").GetProperty(side).EnumerateArray().Sum(token => MultistreamSelect.Token(token.GetString()!).Length);
        return tokens + (side == "dialer" ? 4 + noise.Hex("message1").Length + noise.Hex("message3").Length : 2 + noise.Hex("message2").Length);
    }

    /// <summary>The recorded ciphertext decrypts to the recorded plaintext, and the plaintext encrypts to the ciphertext.</summary>
    private static void CheckTransport(VectorCase vector)
    {
        var noise = vector.Out.GetProperty("noise");
        var plain = vector.Out.GetProperty("transport_plaintext");
        foreach (string side in Sides)
        {
            byte[] key = noise.Hex(side == "dialer" ? "key_dialer_to_listener" : "key_listener_to_dialer");
            byte[] cipherText = Raw(vector, side)[HandshakeSize(vector, side)..];
            byte[] expected = plain.Hex(side);
            byte[] actual = new byte[expected.Length];
            var reading = new NoiseChannel(new ScriptedDuplex(cipherText), key, key);
            Wait(reading.ReadExactlyAsync(actual));
            VectorCase.Equal(expected, actual, $"plaintext of the {side}");
            var sink = new ScriptedDuplex([]);
            var writing = new NoiseChannel(sink, key, key);
            int offset = 0;
            foreach (var size in plain.GetProperty($"{side}_message_sizes").EnumerateArray())
            {
                Wait(writing.WriteAsync(expected.AsMemory(offset, size.GetInt32())));
                offset += size.GetInt32();
            }

            VectorCase.Equal(cipherText, sink.Written, $"ciphertext of the {side}");
        }
    }

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private static byte[] MuxedPlaintext(VectorCase vector, string side)
    {
        int tokens = vector.Out.GetProperty("muxer_tokens").GetProperty(side).EnumerateArray().Sum(token => MultistreamSelect.Token(token.GetString()!).Length);
        return vector.Out.GetProperty("transport_plaintext").Hex(side)[tokens..];
    }

    private static void CheckFrames(VectorCase vector)
    {
        var frames = vector.Out.GetProperty("yamux").EnumerateArray().ToList();
        foreach (string side in Sides)
        {
            byte[] bytes = MuxedPlaintext(vector, side);
            int offset = 0;
            foreach (var expected in frames.Where(frame => frame.Text("from") == side))
            {
                var header = bytes.AsSpan(offset, YamuxFrame.HeaderSize);
                VectorCase.Equal(expected.Hex("header"), header, "yamux header");
                VectorCase.True(YamuxFrame.TryRead(header, out var frame), "yamux header is refused");
                byte[] again = new byte[YamuxFrame.HeaderSize];
                frame.Write(again);
                VectorCase.Equal(header, again, "yamux header written again");
                VectorCase.Equal(expected.U32("stream"), frame.Stream, "stream id");
                VectorCase.Equal(expected.U32("length"), frame.Length, "length");
                string flags = expected.Has("flags") ? expected.Text("flags") : "";
                var known = flags.Length == 0 ? YamuxFlags.None : Enum.Parse<YamuxFlags>(flags.Replace('|', ','), ignoreCase: true);
                VectorCase.Equal(known, frame.Flags, "flags");
                offset += YamuxFrame.HeaderSize;
                if (frame.Type != YamuxFrameType.Data)
                    continue;
                if (expected.Has("data"))
                    VectorCase.Equal(expected.Hex("data"), bytes.AsSpan(offset, (int)frame.Length), "data");
                offset += (int)frame.Length;
            }

            VectorCase.Equal(bytes.Length, offset, $"bytes in frames of the {side}");
        }
    }

    /// <summary>Our own stack in the place of one side: the handshake's bytes are the recorded ones, and every stream of the other side arrives whole.</summary>
    private static void CheckLive(VectorCase vector, string side)
    {
        string other = Sides[1 - Array.IndexOf(Sides, side)];
        var keys = vector.In.GetProperty(side);
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            var raw = new ScriptedDuplex(Raw(vector, other), endsAfter: false);
            // The muxer's token is the first transport message; frames follow once our streams are open.
            int tokens = vector.Out.GetProperty("muxer_tokens").GetProperty(other).EnumerateArray().Sum(token => MultistreamSelect.Token(token.GetString()!).Length);
            raw.Hold(HandshakeSize(vector, other) + Messages(vector, other, tokens));
            var options = new HostOptions
            {
                Identity = Key(keys),
                Time = scheduler.TimeProvider,
                Random = new SeededRandom(1),
                Secrets = new RecordedSecrets(keys.Hex("noise_static_private"), keys.Hex("noise_ephemeral_private")),
                Prologue = Prologue(vector.In, side),
                Transports = [],
            };
            bool dials = side == "dialer";
            PeerId.TryDecode(vector.In.GetProperty(other).Hex("peer_id_bytes"), out var peer);
            var upgraded = await new ConnectionUpgrader(options).UpgradeAsync(raw, dials ? NoiseRole.Initiator : NoiseRole.Responder, dials ? peer : null, default);
            VectorCase.True(peer!.Matches(upgraded.RemoteKey), "remote key");
            int handshake = HandshakeSize(vector, side);
            VectorCase.Equal(Raw(vector, side).AsSpan(0, handshake), raw.Written.AsSpan(0, handshake), $"handshake bytes of the {side}");
            var session = upgraded.Multiplexer;
            var streams = vector.Out.GetProperty("streams").EnumerateArray().OrderBy(stream => stream.U32("stream")).ToList();
            // What the other side answers on streams that we are recorded to have opened arrives only if they are open: ids follow one another.
            var own = new List<(IMuxStream Stream, JsonElement Expected)>();
            foreach (var expected in streams.Where(stream => stream.Text("opener") == side))
                own.Add((await session.OpenAsync(), expected));
            raw.Release();
            foreach (var (stream, expected) in own)
                await CheckStreamAsync(stream, expected, "responder", isAnswer: true);
            foreach (var expected in streams.Where(stream => stream.Text("opener") == other))
                await CheckStreamAsync((await session.AcceptAsync())!, expected, "opener", isAnswer: false);
            VectorCase.True(session.Failure is null, $"the session failed: {session.Failure}");
            session.Abort();
            await session.Completion;
        });
    }

    /// <summary>Bytes on the wire of the transport messages that carry the first so many bytes.</summary>
    private static int Messages(VectorCase vector, string side, int plaintext)
    {
        int wire = 0;
        foreach (var size in vector.Out.GetProperty("transport_plaintext").GetProperty($"{side}_message_sizes").EnumerateArray())
        {
            if (plaintext <= 0)
                break;
            plaintext -= size.GetInt32();
            wire += size.GetInt32() + 18;
        }

        return wire;
    }

    private static async Task CheckStreamAsync(IMuxStream stream, JsonElement expected, string who, bool isAnswer)
    {
        VectorCase.Equal(expected.U32("stream"), ((YamuxStream)stream).Id, "stream id");
        byte[] tokens = [.. expected.GetProperty($"{who}_tokens").EnumerateArray().SelectMany(token => MultistreamSelect.Token(token.GetString()!))];
        byte[] data = expected.Hex($"{who}_data");
        byte[] actual = new byte[tokens.Length + data.Length];
        try
        {
            await stream.ReadExactlyAsync(actual);
        }
        catch (Libp2pException exception) when (exception.Fault == Libp2pFault.StreamReset)
        {
            // A recorded reset discards what came before it.
            return;
        }

        VectorCase.Equal((byte[])[.. tokens, .. data], actual, $"stream {expected.U32("stream")} ({(isAnswer ? "answer" : "request")})");
    }

    /// <summary>Contents that this library knows are read and written back to the same bytes.</summary>
    private static void CheckContent(JsonElement stream)
    {
        string protocol = stream.GetProperty("opener_tokens").EnumerateArray().Last().GetString()!;
        switch (protocol)
        {
            case IdentifyService.Protocol:
                foreach (byte[] frame in Frames(stream.Hex("responder_data")))
                {
                    var message = IdentifyMessage.Decode(frame);
                    VectorCase.True(message is not null, "identify message is not read");
                    VectorCase.Equal(frame, message!.Encode(), "identify message written again");
                    VectorCase.True(message.SignedPeerRecord is null || PeerRecord.Open(message.SignedPeerRecord) is not null, "signed peer record");
                }

                break;
            case GossipProtocols.V12:
                foreach (byte[] frame in Frames(stream.Hex("opener_data")))
                {
                    var rpc = RpcCodec.Decode(frame, SimulatedHosts.Key(0).Id);
                    VectorCase.True(rpc is not null, "gossip RPC is not read");
                    // The reference attaches an empty control to answers to IWANT; ours does not.
                    if (rpc!.Control is not { IsEmpty: true })
                        VectorCase.Equal(frame, RpcCodec.Encode(rpc).Written, "gossip RPC written again");
                }

                break;
            default:
                break;
        }
    }

    private static List<byte[]> Frames(byte[] data)
    {
        var frames = new List<byte[]>();
        int offset = 0;
        while (offset < data.Length)
        {
            Encoding.Uvarint.TryRead(data.AsSpan(offset), out ulong length, out int size);
            frames.Add(data[(offset + size)..(offset + size + (int)length)]);
            offset += size + (int)length;
        }

        return frames;
    }

    /// <summary>A handshake that must fail: our dialer, given the listener's recorded bytes, sends what was recorded and then nothing.</summary>
    private static void CheckFailure(VectorCase vector)
    {
        VectorCase.True(!vector.Out.Flag("dial_ok"), "the recorded dial succeeded");
        var keys = vector.In.GetProperty("dialer");
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            byte[] answer = Raw(vector, "listener");
            var raw = new ScriptedDuplex(answer, endsAfter: false);
            byte[] ephemeral = keys.Hex("noise_ephemeral_private");
            var options = new HostOptions
            {
                Identity = Key(keys),
                Time = scheduler.TimeProvider,
                Random = new SeededRandom(1),
                Secrets = new RecordedSecrets(keys.Has("noise_static_private") ? keys.Hex("noise_static_private") : ephemeral, ephemeral),
                Prologue = Prologue(vector.In, "dialer"),
                Transports = [],
            };
            bool wrongPeer = vector.In.Has("expected_peer_id");
            var expected = PeerId.Parse(wrongPeer ? vector.In.Text("expected_peer_id") : vector.In.GetProperty("listener").Text("peer_id"));
            try
            {
                await new ConnectionUpgrader(options).UpgradeAsync(raw, NoiseRole.Initiator, expected, default);
                throw new VectorMismatchException("the handshake succeeded");
            }
            catch (Libp2pException exception)
            {
                VectorCase.Equal(wrongPeer ? Libp2pFault.WrongPeer : Libp2pFault.HandshakeFailed, exception.Fault, "fault");
            }

            VectorCase.Equal(Raw(vector, "dialer"), raw.Written, "bytes of the dialer");
            VectorCase.True(raw.Aborted, "the connection is not closed");
            int size = BinaryPrimitives.ReadUInt16BigEndian(raw.Written.AsSpan(raw.Written.Length - 34));
            VectorCase.Equal(32, size, "length of message 1");
        });
    }
}
