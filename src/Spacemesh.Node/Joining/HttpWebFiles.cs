using System.Globalization;
using Spacemesh.Ports.Network;

namespace Spacemesh.Node.Joining;

/// <summary>The web over HTTP. A server that stalls, or that drips longer than an hour, is given up.</summary>
internal sealed class HttpWebFiles(HttpClient http, TimeProvider time) : IWebFiles
{
    private const int Piece = 1 << 16;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestTransfer = TimeSpan.FromHours(1);

    public async Task<int> GetAsync(Uri address, Stream into, long limit, CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var whole = new CancellationTokenSource(LongestTransfer, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, whole.Token, cancellationToken);
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (response.Content.Headers.ContentLength > limit)
                throw TooLong(address, limit);
            await using var body = await response.Content.ReadAsStreamAsync(both.Token);
            byte[] buffer = new byte[Piece];
            for (long length = 0; ;)
            {
                silence.CancelAfter(LongestSilence);
                int read = await body.ReadAsync(buffer, both.Token);
                if (read == 0)
                    return (int)response.StatusCode;
                length += read;
                if (length > limit)
                    throw TooLong(address, limit);
                await into.WriteAsync(buffer.AsMemory(0, read), both.Token);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebFileException($"{address}: the server does not go on", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or HttpIOException)
        {
            throw new WebFileException($"{address}: {exception.Message}", exception);
        }
    }

    private static WebFileException TooLong(Uri address, long limit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{address}: the file is longer than {limit} bytes"));
}
