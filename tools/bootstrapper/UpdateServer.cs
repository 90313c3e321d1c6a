using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spacemesh.Services.Checkpoint;
using Spacemesh.Services.Checkpoint.Files;

namespace Spacemesh.Tools.Bootstrapper;

/// <summary>Serves updates, and takes and serves one checkpoint, for test networks (spec 09b §12).</summary>
internal sealed class UpdateServer : IAsyncDisposable
{
    private const string CheckpointName = "checkpoint";

    private readonly WebApplication _app;
    private readonly string _folder;

    private UpdateServer(WebApplication app, string folder) => (_app, _folder) = (app, folder);

    public int Port => new Uri(_app.Urls.First()).Port;

    public static async Task<UpdateServer> StartAsync(string folder, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenAnyIP(port);
            kestrel.Limits.MaxRequestBodySize = CheckpointFile.MaxLength;
        });
        var server = new UpdateServer(builder.Build(), folder);
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string name = context.Request.Path.Value?.Split('/')[^1] ?? "";
        if (HttpMethods.IsPost(context.Request.Method) && name == "updateCheckpoint")
            await TakeCheckpointAsync(context);
        else if (HttpMethods.IsGet(context.Request.Method) && (name == CheckpointName || name.StartsWith("epoch-", StringComparison.Ordinal)))
            await SendAsync(context, Path.Combine(_folder, name));
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static async Task SendAsync(HttpContext context, string path)
    {
        if (!File.Exists(path))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.SendFileAsync(path, context.RequestAborted);
    }

    private async Task TakeCheckpointAsync(HttpContext context)
    {
        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            byte[] document = Encoding.UTF8.GetBytes(form[CheckpointName].ToString());
            CheckpointFile.Validate(document);
            UpdateFiles.Write(Path.Combine(_folder, CheckpointName), document);
        }
        catch (Exception exception) when (exception is CheckpointException or InvalidOperationException or InvalidDataException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(exception.Message, context.RequestAborted);
        }
    }
}
