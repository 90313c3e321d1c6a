using Spacemesh.Net.Requests;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Net.Tests.Vectors;

/// <summary>A server's side of a raw stream: what it makes of the bytes, however they are cut, and the client's reading of its answer.</summary>
[VectorFile("08-server-framing")]
public sealed class ServerFramingVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        byte[] stream = vector.In.Hex("stream_bytes");
        var progress = RequestProgress.Incomplete;
        Range body = default;
        // Byte by byte, as a slow client sends it: the server decides at the first byte that tells.
        for (int length = 0; length <= stream.Length && progress == RequestProgress.Incomplete; length++)
            progress = RequestFraming.ReadRequest(stream.AsSpan(0, length), out body);
        VectorCase.Equal(progress, RequestFraming.ReadRequest(stream, out var atOnce), "progress at once");
        VectorCase.Equal(body, atOnce, "body at once");

        byte[] response = progress == RequestProgress.Whole ? RequestFraming.DataAnswer((byte[])[0xee, .. stream[body]]) : [];
        VectorCase.Equal(vector.Out.Flag("handler_called"), progress == RequestProgress.Whole, "handler called");
        VectorCase.Equal(vector.Out.Hex("response"), response, "response");
        VectorCase.Equal(vector.Out.Flag("connected_after"), progress != RequestProgress.TooLong, "connected after");
        if (progress == RequestProgress.Incomplete)
            VectorCase.True(vector.In.Flag("half_close"), "an incomplete request is waited for until the client half-closes");

        // The other direction: the client's own framing of that request, and what it reads from the answer.
        if (progress != RequestProgress.Whole)
            return;
        VectorCase.Equal(stream.AsSpan(0, body.End.Value), RequestFraming.FrameRequest(stream.AsSpan()[body]), "the client's frame");
        var reader = new AnswerReader();
        foreach (byte one in vector.Out.Hex("response"))
            VectorCase.Equal(1, reader.Feed([one]), "bytes taken");
        VectorCase.Equal((byte[])[0xee, .. stream[body]], reader.Finished().Span, "data");
    }
}
