using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Spacemesh.Post.Remote.Http;

namespace Spacemesh.Post.Remote.PowService;

/// <summary>The HTTP API of <c>k2pow-service</c> (spec 02 §10).</summary>
public sealed class PowServer : IAsyncDisposable
{
    private readonly PlainHttpServer _server;

    private PowServer(PlainHttpServer server) => _server = server;

    public IPEndPoint EndPoint => _server.EndPoint;

    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<PowServer> StartAsync(IPEndPoint endPoint, PowDesk desk, ILoggerFactory logs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(desk);
        return new PowServer(await PlainHttpServer.StartAsync(endPoint, context => AnswerAsync(context, desk), logs, cancellationToken));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static Task AnswerAsync(HttpContext context, PowDesk desk)
    {
        string path = context.Request.Path.Value ?? "";
        bool isJob = path.StartsWith("/job/", StringComparison.Ordinal);
        if (path != "/" && !isJob)
            return WriteAsync(context, StatusCodes.Status404NotFound, "");
        if (!HttpMethods.IsGet(context.Request.Method))
            return WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "");
        if (!isJob)
            return WriteAsync(context, StatusCodes.Status200OK, "{ 'message': 'ok' }");
        if (!PowJob.TryParse(path, out var job))
            return WriteAsync(context, StatusCodes.Status400BadRequest, "a job is /job/<miner, 64 hex digits>/<group, 0 to 255>/<challenge, 16 hex digits>/<difficulty, 64 hex digits>");
        var reply = desk.Ask(job);
        return reply.Kind switch
        {
            PowReplyKind.Accepted => WriteAsync(context, StatusCodes.Status201Created, ""),
            PowReplyKind.Found => WriteAsync(context, StatusCodes.Status200OK, reply.Pow.ToString(CultureInfo.InvariantCulture)),
            PowReplyKind.Failed => WriteAsync(context, StatusCodes.Status500InternalServerError, reply.Text),
            _ => WriteAsync(context, StatusCodes.Status429TooManyRequests, ""),
        };
    }

    private static async Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        byte[] body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentLength = body.Length;
        if (body.Length == 0)
            return;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
