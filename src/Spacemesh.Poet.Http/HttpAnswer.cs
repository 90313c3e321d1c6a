using System.Net;
using System.Text;

namespace Spacemesh.Poet.Http;

/// <summary>A complete answer.</summary>
internal sealed record HttpAnswer(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Number and customary words of the status.</summary>
    public string StatusText => Status switch
    {
        HttpStatusCode.NonAuthoritativeInformation => "203 Non-Authoritative Information",
        HttpStatusCode.OK => "200 OK",
        _ => $"{(int)Status} {Words(Status)}",
    };

    private static string Words(HttpStatusCode status)
    {
        using var message = new HttpResponseMessage(status);
        return message.ReasonPhrase ?? "";
    }
}
