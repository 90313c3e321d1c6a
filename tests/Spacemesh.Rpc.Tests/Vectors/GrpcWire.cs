using System.Net;
using System.Net.Http.Headers;
using Spacemesh.Rpc.Carriage;
using Spacemesh.Rpc.Client;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>A gRPC call by plain HTTP/2, for headers that our client does not send.</summary>
internal static class GrpcWire
{
    public static (StatusCode Code, string Message, List<byte[]> Responses) Call(RpcChannel channel, string method, byte[] request, string encoding)
    {
        var (_, headers) = SendAsync(channel.Options.Address, "/" + method, request, message => message.Headers.Add("grpc-encoding", encoding)).GetAwaiter().GetResult();
        return ((StatusCode)int.Parse(headers["grpc-status"]), StatusText.Decode(headers.GetValueOrDefault("grpc-message", "")), []);
    }

    /// <summary>Sends a POST with one framed message; gives back the HTTP status, and headers and trailers together.</summary>
    public static async Task<(HttpStatusCode Status, Dictionary<string, string> Headers)> SendAsync(
        Uri address, string path, byte[] message, Action<HttpRequestMessage>? change = null, string contentType = "application/grpc", byte format = 0)
    {
        using var http = new HttpClient();
        byte[] frame = [format, (byte)(message.Length >> 24), (byte)(message.Length >> 16), (byte)(message.Length >> 8), (byte)message.Length, .. message];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        change?.Invoke(request);
        using var response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return (response.StatusCode, response.Headers.Concat(response.TrailingHeaders).ToDictionary(header => header.Key, header => string.Join(',', header.Value)));
    }
}
