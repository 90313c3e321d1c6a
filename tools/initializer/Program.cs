using Spacemesh.InitializerTool;
using Spacemesh.Post.Gpu;

return new InitializerCli(Console.Out, Console.Error, TimeProvider.System, () => OpenClProviders.List(withCpus: true)).Run(args);
