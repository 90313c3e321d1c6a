using Spacemesh.Codec;
using Spacemesh.Net.Requests;
using Spacemesh.Ports.Network;
using Spacemesh.Runtime;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Tests.Requests;

public sealed class AnswerReaderTests
{
    [Fact]
    public void An_announced_length_reserves_no_memory()
    {
        var reader = new AnswerReader();
        long before = GC.GetAllocatedBytesForCurrentThread();
        reader.Feed(RequestFraming.BeginAnswer(ServerResponse.MaxDataLength));
        reader.Feed(new byte[10]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        Assert.Equal(10, reader.Received);
        Assert.Equal(PeerRequestFailure.NoAnswer, Assert.Throws<PeerRequestException>(() => reader.Finished()).Failure);
    }

    [Fact]
    public void Too_long_an_answer_is_known_by_its_length()
    {
        var failure = Assert.Throws<PeerRequestException>(() => new AnswerReader(maxData: 99).Feed(RequestFraming.BeginAnswer(100)));
        Assert.Equal(PeerRequestFailure.TooLong, failure.Failure);
    }

    [Fact]
    public void An_error_surfaces_with_its_text()
    {
        var failure = Assert.Throws<PeerRequestException>(() => new AnswerReader().Feed(Convert.FromHexString("00106661696c")));
        Assert.Equal((PeerRequestFailure.PeerError, "peer error: fail"), (failure.Failure, failure.Message));
    }

    [Fact]
    public void A_bare_answer_is_its_data()
    {
        var reader = new AnswerReader(isBare: true);
        Assert.Equal(4, reader.Feed([.. RequestFraming.BareAnswer("abc"u8), 9, 9]));
        Assert.Equal("abc"u8.ToArray(), reader.Finished().ToArray());
    }

    [Fact]
    public void Any_bytes_are_an_answer_or_a_failure_however_they_are_cut()
    {
        var random = new SeededRandom(5);
        for (int run = 0; run < 20_000; run++)
        {
            byte[] bytes = new byte[random.Next(20)];
            random.Fill(bytes);
            if (bytes.Length > 0 && random.Next(2) == 0)
                bytes[0] = (byte)(random.Next(8) << 2);
            string whole = Read(bytes, bytes.Length);
            Assert.Equal(whole, Read(bytes, 1));
            if (Scale.TryDecodePrefix<ServerResponse>(bytes, out var response, out _, out _) && response.Error.IsEmpty)
                Assert.Equal(response.Data.ToString(), whole);
        }
    }

    [Fact]
    public void A_request_beyond_the_limit_is_not_framed()
    {
        Assert.Throws<ArgumentException>(() => RequestFraming.FrameRequest(new byte[RequestFraming.MaxRequestLength + 1]));
        byte[] longest = RequestFraming.FrameRequest(new byte[RequestFraming.MaxRequestLength]);
        Assert.Equal(RequestProgress.Whole, RequestFraming.ReadRequest(longest, out _));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Pieces_that_do_not_fit_the_length_reset_the_stream(int length) =>
        Assert.Throws<InvalidOperationException>(() => RequestFraming.Frame(new PeerAnswer(length, [new byte[] { 1, 2, 3 }])).ToList());

    [Fact]
    public void A_long_error_is_cut_between_characters()
    {
        byte[] answer = RequestFraming.ErrorAnswer(new string('x', 1023) + "é");
        Assert.True(Scale.TryDecode<ServerResponse>(answer, out var response, out _));
        Assert.Equal(1023, response.Error.ToString().Length);
    }

    private static string Read(byte[] bytes, int chunk)
    {
        var reader = new AnswerReader();
        try
        {
            for (int at = 0; at < bytes.Length && !reader.IsWhole; at += chunk)
                reader.Feed(bytes.AsSpan(at, Math.Min(chunk, bytes.Length - at)));
            return Convert.ToHexStringLower(reader.Finished().Span);
        }
        catch (PeerRequestException exception)
        {
            return exception.Failure.ToString();
        }
    }
}
